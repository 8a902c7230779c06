"""A promised version of an analysis is made."""

from dataclasses import dataclass, replace

from services.analyze.application.making import AnalysisMaker
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.analysis_shelf import AnalysisShelf
from services.analyze.application.ports.messages import Cause
from services.analyze.application.ports.sources import RecordingReader, TranscriptReader
from services.analyze.domain.analysis import renewed
from services.analyze.domain.brief import NOTHING_ASKED
from services.analyze.domain.job import Recording, Renewal, Wish


@dataclass(frozen=True)
class RenewAnalysis:
    """Makes the version that was promised, of the newest transcript.

    - What was asked for is made anew with today's measures; the other parts are those of the version before.
    - Attempts are counted and fenced as those of a first analysis.
    """

    jobs: AnalysisJobs
    recordings: RecordingReader
    transcripts: TranscriptReader
    shelf: AnalysisShelf
    maker: AnalysisMaker

    def __call__(self, renewal: Renewal, cause: Cause) -> None:
        attempt = self.jobs.begin(renewal)
        if attempt is None:
            return
        tenant_id, recording_id = renewal.tenant_id, renewal.recording_id
        transcript = self.transcripts.transcript(tenant_id, recording_id)
        recording = _as_wished(self.recordings.recording(tenant_id, recording_id), renewal.wish)
        made = self.maker.make(attempt, recording, transcript)
        before = self.shelf.find(tenant_id, recording_id) if renewal.wish.analyses else None
        self.jobs.finish(attempt, renewed(before, made) if before else made, cause)


def _as_wished(recording: Recording, wish: Wish) -> Recording:
    return replace(
        recording,
        analyses=wish.analyses or recording.analyses,
        brief=recording.brief if wish.brief == NOTHING_ASKED else wish.brief,
    )
