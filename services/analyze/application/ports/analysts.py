"""Who does the work: apart from this process, so that it can be stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from services.analyze.domain.findings import Findings
from services.analyze.domain.job import Attempt
from services.analyze.domain.material import Material, SoundTrack


class PendingFindings(Protocol):
    def result(self) -> Findings:
        """Waits for the end. Raises AnalysisOverran or AnalysisCrashed where there are no findings."""
        ...

    def elapsed_s(self) -> float:
        """How long it took, known after `result`."""
        ...


class Analysts(Protocol):
    """Each call has a deadline of its own, and one that fails takes nothing from the others."""

    def listen(self, audio: Path) -> SoundTrack:
        """Raises AudioUnreadable, AnalysisOverran or AnalysisCrashed."""
        ...

    def begin(self, part: str, material: Material, audio: Path | None = None) -> PendingFindings:
        """Starts one analysis, side by side with the others.

        `audio` is for those that hear each phone; it must stay until they have ended.
        """
        ...


AnalystsOf = Callable[[Attempt], Analysts]
"""Those who work on an attempt: with what its tenant has of its own."""
