"""Two takes side by side."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import InvalidInput
from services.analyze.application.ports.sources import RecordingReader
from services.analyze.application.use_cases.read_analysis import ReadAnalysis
from services.analyze.domain.comparison import MeasureChange, compare
from services.analyze.domain.job import Recording


@dataclass(frozen=True)
class CompareAnalyses:
    """Says of each measure whether the second take is better, worse, or within what chance does.

    - Both recordings are the tenant's own, and both are analysed.
    - They are takes of one thing: with the same text, or with the same question; free speech is compared
      with free speech. They have the same profile, or their scores would mean different things.
    - A difference below the noise of the measure is none.
    """

    read_analysis: ReadAnalysis
    recordings: RecordingReader

    def __call__(self, tenant_id: UUID, before_id: UUID, after_id: UUID) -> tuple[MeasureChange, ...]:
        before = self.read_analysis(tenant_id, before_id)
        after = self.read_analysis(tenant_id, after_id)
        takes = [self.recordings.recording(tenant_id, one) for one in (before_id, after_id)]
        if _asked(takes[0]) != _asked(takes[1]):
            raise _no_takes("They do not have the same text or question.")
        if before.subject.profile != after.subject.profile:
            raise _no_takes("They do not have the same profile.")
        return compare(before, after)


def _asked(recording: Recording) -> tuple[str, str]:
    return _folded(recording.reference_text), _folded(recording.brief.question)


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _no_takes(why: str) -> InvalidInput:
    return InvalidInput(f"These two recordings can't be compared. {why}", code="not_two_takes")
