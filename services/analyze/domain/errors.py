"""What can go wrong with an analysis."""

from chassis.errors import Conflict, InvalidInput, NotFound, RostrumError


class AnalysisNotFound(NotFound):
    """There is no finished analysis of this recording, or it is not the caller's."""

    default_code = "analysis_not_found"


class AnalysisUnderWay(Conflict):
    """A version of the analysis is being made; one at a time."""

    default_code = "analysis_under_way"


class AttemptSuperseded(Conflict):
    """Another attempt at the same analysis has begun: this one must leave no trace."""

    default_code = "attempt_superseded"


class AudioUnreadable(InvalidInput):
    """The prepared audio is not what it should be: 16 kHz mono FLAC."""

    default_code = "audio_unreadable"


class AnalysisOverran(RostrumError):
    """One analysis did not end within its deadline and was stopped."""

    title = "Analysis overran"
    default_code = "analysis_overran"


class AnalysisCrashed(RostrumError):
    """The process of one analysis ended in the middle of it, or the analysis itself failed."""

    title = "Analysis failed"
    default_code = "analysis_crashed"
