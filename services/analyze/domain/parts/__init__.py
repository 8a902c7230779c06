"""The analyses. Each is a function of the material alone, so they run side by side in child processes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material
from services.analyze.domain.parts.fillers_part import analyze_fillers
from services.analyze.domain.parts.fluency_part import analyze_fluency
from services.analyze.domain.parts.pace_part import analyze_pace
from services.analyze.domain.parts.pause_part import analyze_pauses
from services.analyze.domain.parts.reading_part import analyze_reading

PARTS: Mapping[str, Callable[[Material], Findings]] = MappingProxyType(
    {
        "pause": analyze_pauses,
        "pace": analyze_pace,
        "fluency": analyze_fluency,
        "fillers": analyze_fillers,
        "reading": analyze_reading,
    }
)

NEED_SOUND = frozenset({"pause", "pace", "fluency"})
"""The parts that measure the sound itself; the others only read the transcript's times."""


def run_part(name: str, material: Material) -> Findings:
    """What a child process runs."""
    return PARTS[name](material)
