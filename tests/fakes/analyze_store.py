"""Jobs, analyses and erasure in memory; the suite in tests/contract/analyze holds it to Postgres."""

from dataclasses import dataclass, field
from uuid import UUID

from services.analyze.application.ports.analysis_shelf import NEWEST
from services.analyze.application.ports.messages import Cause, Message
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.errors import AnalysisNotFound, AnalysisUnderWay, AttemptSuperseded
from services.analyze.domain.events import AnalysisFailed, RecordingPurged, TenantPurged
from services.analyze.domain.job import Attempt, Job, Renewal, Wish

Key = tuple[UUID, UUID]


ANALYSED = ("analysis.completed", "usage.recorded")
"""What a finished analysis announces."""


@dataclass
class Row:
    attempt: int
    state: str
    transcript_id: UUID | None = None
    version: int = 0


@dataclass
class InMemoryAnalyses:
    """All ports of the store at once; `announced` is what would leave."""

    announced: list[str] = field(default_factory=list)
    rows: dict[Key, Row] = field(default_factory=dict)
    analyses: dict[Key, dict[int, Analysis]] = field(default_factory=dict)
    buried: set[Key] = field(default_factory=set)
    claimed: set[tuple[str, UUID]] = field(default_factory=set)
    letters: set[UUID] = field(default_factory=set)

    def request(self, tenant_id: UUID, user_id: UUID | None, recording_id: UUID, wish: Wish) -> int:
        row = self.rows.get((tenant_id, recording_id))
        if row is None or row.transcript_id is None or row.state == "stopped":
            raise AnalysisNotFound("There is no analysis of this recording.")
        if row.state == "running":
            raise AnalysisUnderWay("The recording is being analysed; ask again when that has ended.")
        row.version, row.state = row.version + 1, "running"
        self.announced.append("analysis.requested")
        return row.version

    def begin(self, work: Job | Renewal) -> Attempt | None:
        key = (work.tenant_id, work.recording_id)
        row = self.rows.get(key) or Row(0, "new")
        if self._is_buried(key) or row.state == "stopped":
            return None
        if isinstance(work, Renewal):
            if row.version != work.version or row.state not in {"running", "failed"}:
                return None
        else:
            known = row.transcript_id == work.transcript_id
            if known and (row.state == "completed" or row.version > 1):
                return None
            row.version += 0 if known else 1
            row.transcript_id = work.transcript_id
        row.attempt, row.state = row.attempt + 1, "running"
        self.rows[key] = row
        return Attempt(work.tenant_id, work.recording_id, row.version, row.attempt)

    def finish(self, attempt: Attempt, analysis: Analysis, cause: Cause) -> None:
        key = (attempt.tenant_id, attempt.recording_id)
        if self._is_buried(key) or self._is_known(cause):
            return
        row = self.rows[key]
        if row.state == "stopped":
            self._claim(cause)
            return
        if (row.version, row.attempt, row.state) != (attempt.version, attempt.number, "running"):
            raise AttemptSuperseded("Another attempt at this analysis has begun.")
        self._claim(cause)
        row.state = "completed"
        self.analyses.setdefault(key, {})[attempt.version] = analysis
        self.announced += ANALYSED

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

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = NEWEST) -> Analysis | None:
        versions = self.analyses.get((tenant_id, recording_id), {})
        return versions.get(version or max(versions, default=NEWEST))

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
