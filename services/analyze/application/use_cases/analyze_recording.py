"""From a finished transcript to a finished analysis."""

from dataclasses import dataclass

from services.analyze.application.making import AnalysisMaker
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.messages import Cause
from services.analyze.application.ports.sources import RecordingReader, TranscriptReader
from services.analyze.domain.job import Job


@dataclass(frozen=True)
class AnalyzeRecording:
    """Makes the analysis of a recording's transcript.

    - The same event twice gives one analysis and one announcement.
    - Every attempt is counted before it is made; only the newest may store its result.
    - The analyses that the client asked for are made, or those that fit the recording.
    - A transcript that was replaced meanwhile is left alone: its successor has an event of its own.
    - A cancelled or deleted recording gets none; audio without speech gets one that says so.
    """

    jobs: AnalysisJobs
    recordings: RecordingReader
    transcripts: TranscriptReader
    maker: AnalysisMaker

    def __call__(self, job: Job, cause: Cause) -> None:
        attempt = self.jobs.begin(job)
        if attempt is None:
            return
        transcript = self.transcripts.transcript(job.tenant_id, job.recording_id)
        if transcript.transcript_id != str(job.transcript_id):
            return
        recording = self.recordings.recording(job.tenant_id, job.recording_id)
        self.jobs.finish(attempt, self.maker.make(attempt, recording, transcript), cause)
