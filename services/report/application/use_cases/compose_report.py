"""From a finished analysis to a finished report."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from services.report.application.documents.json_document import to_json
from services.report.application.documents.markdown import to_markdown
from services.report.application.ports.messages import Cause
from services.report.application.ports.readers import AnalysisReader, RecordingReader, TranscriptReader
from services.report.application.ports.report_jobs import ReportJobs
from services.report.application.ports.time_and_ids import Clock, IdGenerator
from services.report.domain.composition import Sources, compose
from services.report.domain.events import ReportCompleted
from services.report.domain.job import FinishedReport, Job
from services.report.domain.report import Report


@dataclass(frozen=True)
class ComposeReport:
    """Makes the one report of a recording.

    - One report per analysis: the same event twice gives one report and one announcement.
    - Every attempt is counted before it is made; only the newest may store its result.
    - The documents are read on behalf of the tenant whose recording it is.
    - An analysis that was replaced meanwhile is left alone: its successor has an event of its own.
    - A cancelled or deleted recording gets no report; audio without speech gets one that says so.
    """

    jobs: ReportJobs
    recordings: RecordingReader
    transcripts: TranscriptReader
    analyses: AnalysisReader
    clock: Clock
    new_id: IdGenerator

    def __call__(self, job: Job, cause: Cause) -> None:
        attempt = self.jobs.begin(job)
        if attempt is None:
            return
        sources = self._read(job)
        if sources.analysis.analysis_id != str(job.analysis_id):
            return
        report_id = self.new_id()
        report = compose(sources, report_id=str(report_id), at=self.clock.now())
        finished = _written(report, report_id)
        self.jobs.finish(attempt, finished, _announcement(job, finished), cause)

    def _read(self, job: Job) -> Sources:
        return Sources(
            recording=self.recordings.recording(job.tenant_id, job.recording_id),
            transcript=self.transcripts.transcript(job.tenant_id, job.recording_id),
            analysis=self.analyses.analysis(job.tenant_id, job.recording_id),
        )


def _written(report: Report, report_id: UUID) -> FinishedReport:
    document = to_json(report)
    return FinishedReport(
        report_id=report_id,
        transcript_id=UUID(report.transcript_id),
        title=report.recording.title,
        partial=report.partial,
        sha256=hashlib.sha256(document.encode()).hexdigest(),
        json=document,
        markdown=to_markdown(report),
        created_at=report.created_at,
    )


def _announcement(job: Job, report: FinishedReport) -> ReportCompleted:
    return ReportCompleted(
        report_id=report.report_id,
        recording_id=job.recording_id,
        analysis_id=job.analysis_id,
        transcript_id=report.transcript_id,
        partial=report.partial,
        sha256=report.sha256,
    )
