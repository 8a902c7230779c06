"""An analysis is made anew."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import InvalidInput
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.analysis_shelf import AnalysisShelf
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.job import Wish
from services.analyze.domain.parts import PARTS

LONGEST_WAIT_S = 60.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class RequestAnalysis:
    """Promises a new version of a finished recording's analysis, and waits for it if asked to.

    - The parts that are named are made anew, the others are taken from the version before; none named means
      all. Unknown names are refused with the names that there are.
    - What the answer is held against may be given anew: another question, other key points.
    - One version at a time: while one is being made, another request is a conflict.
    - The work is announced with the promise, so it survives whoever made it; the wait is only a convenience.
    """

    jobs: AnalysisJobs
    shelf: AnalysisShelf
    wait: Callable[[float], None]

    def __call__(
        self, tenant_id: UUID, user_id: UUID | None, recording_id: UUID, wish: Wish, wait_s: float
    ) -> tuple[int, Analysis | None]:
        unknown = [name for name in wish.analyses if name not in PARTS]
        if unknown:
            raise InvalidInput(
                f"There is no analysis {unknown[0][:40]!r}; there are {', '.join(PARTS)}.",
                code="unknown_analysis",
            )
        version = self.jobs.request(tenant_id, user_id, recording_id, wish)
        for _ in range(int(min(max(wait_s, 0.0), LONGEST_WAIT_S) / _LOOK_EVERY_S)):
            analysis = self.shelf.find(tenant_id, recording_id, version)
            if analysis is not None:
                return version, analysis
            self.wait(_LOOK_EVERY_S)
        return version, self.shelf.find(tenant_id, recording_id, version)
