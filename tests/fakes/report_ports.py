"""The report service's ports in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from chassis.errors import NotFound
from services.report.application.ports.messages import Cause, Message
from services.report.application.ports.report_shelf import Format, StoredDocument
from services.report.domain.analysis import Analysis
from services.report.domain.composition import Sources
from services.report.domain.errors import AttemptSuperseded
from services.report.domain.events import Event, RecordingPurged, ReportCompleted, ReportFailed, TenantPurged
from services.report.domain.job import Attempt, FinishedReport, Job
from services.report.domain.sources import Recording, Transcript

Key = tuple[UUID, UUID]


@dataclass
class Row:
    """The state of one recording's work."""

    analysis_id: UUID | None
    attempt: int
    status: str


@dataclass
class FakeReportStore:
    """Jobs, shelf, eraser and dead letters over one memory, as they are over one database."""

    rows: dict[Key, Row] = field(default_factory=dict)
    finished: dict[Key, FinishedReport] = field(default_factory=dict)
    buried: set[Key] = field(default_factory=set)
    claims: set[tuple[str, UUID]] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    letters: list[Message] = field(default_factory=list)

    def begin(self, job: Job) -> Attempt | None:
        key = (job.tenant_id, job.recording_id)
        if self._is_buried(*key):
            return None
        row = self.rows.setdefault(key, Row(job.analysis_id, 0, "running"))
        done = row.status == "completed" and row.analysis_id == job.analysis_id
        if row.status == "cancelled" or done or (row.analysis_id or job.analysis_id) > job.analysis_id:
            return None
        self.rows[key] = Row(job.analysis_id, row.attempt + 1, "running")
        return Attempt(job, row.attempt + 1)

    def finish(self, attempt: Attempt, report: FinishedReport, event: ReportCompleted, cause: Cause) -> None:
        key = (attempt.job.tenant_id, attempt.job.recording_id)
        if self._is_buried(*key) or self._is_claimed(cause):
            return
        row = self.rows[key]
        if row.attempt != attempt.number or row.status != "running":
            raise AttemptSuperseded("Another attempt at this report has begun.")
        self._claim(cause)
        row.status = "completed"
        self.finished[key] = report
        self.events.append(event)

    def give_up(self, job: Job, event: ReportFailed, letter: Message, cause: Cause) -> None:
        key = (job.tenant_id, job.recording_id)
        if self._is_buried(*key):
            return
        self._keep(letter)
        row = self.rows.setdefault(key, Row(job.analysis_id, 0, "running"))
        if row.status == "running" and row.analysis_id == job.analysis_id:
            self.rows[key] = Row(row.analysis_id, row.attempt + 1, "failed")
            self.events.append(event)

    def stop(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        key = (tenant_id, recording_id)
        if self._is_buried(*key) or self._is_claimed(cause):
            return
        self._claim(cause)
        row = self.rows.setdefault(key, Row(None, 0, "running"))
        if row.status != "completed":
            self.rows[key] = Row(row.analysis_id, row.attempt + 1, "cancelled")

    def find(self, tenant_id: UUID, recording_id: UUID, form: Format) -> StoredDocument | None:
        found = self.finished.get((tenant_id, recording_id))
        if found is None:
            return None
        content = found.json if form == "json" else found.markdown
        return StoredDocument(found.report_id, found.title, content.encode(), found.created_at)

    def erase_recording(self, tenant_id: UUID, receipt: RecordingPurged, cause: Cause) -> None:
        self.buried.add((tenant_id, receipt.recording_id))
        if self._is_claimed(cause):
            return
        self._claim(cause)
        self._forget(lambda key: key == (tenant_id, receipt.recording_id))
        self.events.append(receipt)

    def erase_tenant(self, receipt: TenantPurged, cause: Cause) -> None:
        tenant_id = receipt.tenant_id
        self.buried.add((tenant_id, tenant_id))
        if self._is_claimed(cause):
            return
        self._claim(cause)
        self._forget(lambda key: key[0] == tenant_id)
        self.events.append(receipt)

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        if not self._is_buried(tenant_id, tenant_id):
            self._keep(letter)

    def _keep(self, letter: Message) -> None:
        if letter.id not in {kept.id for kept in self.letters}:
            self.letters.append(letter)

    def _forget(self, is_gone: Callable[[Key], bool]) -> None:
        self.rows = {key: row for key, row in self.rows.items() if not is_gone(key)}
        self.finished = {key: report for key, report in self.finished.items() if not is_gone(key)}

    def _is_buried(self, tenant_id: UUID, entity_id: UUID) -> bool:
        return bool({(tenant_id, entity_id), (tenant_id, tenant_id)} & self.buried)

    def _is_claimed(self, cause: Cause) -> bool:
        return (cause.consumer, cause.message.id) in self.claims

    def _claim(self, cause: Cause) -> None:
        self.claims.add((cause.consumer, cause.message.id))


@dataclass
class FakeReaders:
    """The documents of one tenant's one recording; `before_answer` is what happens while they are read."""

    tenant_id: UUID
    sources: Sources
    before_answer: Callable[[], None] = lambda: None

    def recording(self, tenant_id: UUID, recording_id: UUID) -> Recording:
        self.before_answer()
        return self._own(tenant_id, recording_id).recording

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Transcript:
        return self._own(tenant_id, recording_id).transcript

    def analysis(self, tenant_id: UUID, recording_id: UUID) -> Analysis:
        return self._own(tenant_id, recording_id).analysis

    def _own(self, tenant_id: UUID, recording_id: UUID) -> Sources:
        if (tenant_id, str(recording_id)) != (self.tenant_id, self.sources.recording.recording_id):
            raise NotFound("There is no such recording.")
        return self.sources


@dataclass(frozen=True)
class FakeMessage:
    """A message that nobody looks into."""

    id: UUID


@dataclass(frozen=True)
class FixedClock:
    """Always the same moment."""

    moment: datetime = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment
