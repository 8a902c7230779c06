"""Jobs, analyses and erasure in memory; the suite in tests/contract/analyze holds it to Postgres."""

from dataclasses import dataclass, field
from uuid import UUID

from services.analyze.application.ports.messages import Cause, Message
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.errors import AttemptSuperseded
from services.analyze.domain.events import AnalysisFailed, RecordingPurged, TenantPurged
from services.analyze.domain.job import Attempt, Job

Key = tuple[UUID, UUID]


@dataclass
class Row:
    attempt: int
    state: str
    transcript_id: UUID | None = None


@dataclass
class InMemoryAnalyses:
    """All ports of the store at once; `announced` is what would leave."""

    announced: list[str] = field(default_factory=list)
    rows: dict[Key, Row] = field(default_factory=dict)
    analyses: dict[Key, Analysis] = field(default_factory=dict)
    buried: set[Key] = field(default_factory=set)
    claimed: set[tuple[str, UUID]] = field(default_factory=set)
    letters: set[UUID] = field(default_factory=set)

    def begin(self, job: Job) -> Attempt | None:
        key = (job.tenant_id, job.recording_id)
        row = self.rows.get(key)
        done = row and row.state == "completed" and row.transcript_id == job.transcript_id
        if self._is_buried(key) or done or (row and row.state == "stopped"):
            return None
        number = row.attempt + 1 if row else 1
        self.rows[key] = Row(number, "running", job.transcript_id)
        return Attempt(job, number)

    def finish(self, attempt: Attempt, analysis: Analysis, cause: Cause) -> None:
        key = (attempt.job.tenant_id, attempt.job.recording_id)
        if self._is_buried(key) or self._is_known(cause):
            return
        row = self.rows[key]
        if row.state == "stopped":
            self._claim(cause)
            return
        if (row.attempt, row.state) != (attempt.number, "running"):
            raise AttemptSuperseded("Another attempt at this analysis has begun.")
        self._claim(cause)
        row.state = "completed"
        self.analyses[key] = analysis
        self.announced.append("analysis.completed")

    def give_up(self, tenant_id: UUID, event: AnalysisFailed, letter: Message, cause: Cause) -> None:
        key = (tenant_id, event.recording_id)
        if self._is_buried(key):
            return
        self._keep(letter)
        if self._end(key, "failed", ("completed", "stopped", "failed")):
            self.announced.append("analysis.failed")

    def stop(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        key = (tenant_id, recording_id)
        if not self._is_buried(key) and self._claim(cause):
            self._end(key, "stopped", ("completed",))

    def find(self, tenant_id: UUID, recording_id: UUID) -> Analysis | None:
        return self.analyses.get((tenant_id, recording_id))

    def erase_recording(self, tenant_id: UUID, receipt: RecordingPurged, cause: Cause) -> None:
        key = (tenant_id, receipt.recording_id)
        self.buried.add(key)
        if self._claim(cause):
            self.rows.pop(key, None)
            self.analyses.pop(key, None)
            self.announced.append("recording.purged")

    def erase_tenant(self, receipt: TenantPurged, cause: Cause) -> None:
        self.buried.add((receipt.tenant_id, receipt.tenant_id))
        if self._claim(cause):
            self.rows = {key: row for key, row in self.rows.items() if key[0] != receipt.tenant_id}
            self.analyses = {key: a for key, a in self.analyses.items() if key[0] != receipt.tenant_id}
            self.announced.append("tenant.purged")

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        self._keep(letter)

    def _keep(self, letter: Message) -> None:
        if letter.id not in self.letters:
            self.letters.add(letter.id)
            self.announced.append("dead letter")

    def _end(self, key: Key, state: str, unless: tuple[str, ...]) -> bool:
        row = self.rows.setdefault(key, Row(-1, "new"))
        if row.state in unless:
            return False
        row.attempt, row.state = row.attempt + 1, state
        return True

    def _is_buried(self, key: Key) -> bool:
        return key in self.buried or (key[0], key[0]) in self.buried

    def _is_known(self, cause: Cause) -> bool:
        return (cause.consumer, cause.message.id) in self.claimed

    def _claim(self, cause: Cause) -> bool:
        known = self._is_known(cause)
        self.claimed.add((cause.consumer, cause.message.id))
        return not known
