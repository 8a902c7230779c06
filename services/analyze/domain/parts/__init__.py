"""The analyses. Each is a function of the material alone, so they run side by side in child processes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from services.analyze.domain.definitions.voice_measures import QUALITY_MEASURES
from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure
from services.analyze.domain.parts.communication_part import analyze_communication
from services.analyze.domain.parts.domain_part import analyze_domain
from services.analyze.domain.parts.fillers_part import analyze_fillers
from services.analyze.domain.parts.fluency_part import analyze_fluency
from services.analyze.domain.parts.inclusive_part import analyze_inclusive
from services.analyze.domain.parts.pace_part import analyze_pace
from services.analyze.domain.parts.pause_part import analyze_pauses
from services.analyze.domain.parts.pronunciation_part import analyze_pronunciation
from services.analyze.domain.parts.prosody_part import analyze_prosody
from services.analyze.domain.parts.reading_part import analyze_reading
from services.analyze.domain.parts.voice_part import analyze_voice
from services.analyze.domain.parts.wording_part import analyze_wording
from services.analyze.domain.recording_quality import confidence_factor

PARTS: Mapping[str, Callable[[Material], Findings]] = MappingProxyType(
    {
        "pause": analyze_pauses,
        "pace": analyze_pace,
        "fluency": analyze_fluency,
        "fillers": analyze_fillers,
        "wording": analyze_wording,
        "prosody": analyze_prosody,
        "voice": analyze_voice,
        "reading": analyze_reading,
        "inclusive": analyze_inclusive,
        "pronunciation": analyze_pronunciation,
        "domain": analyze_domain,
        "communication": analyze_communication,
    }
)

OPT_IN = frozenset({"inclusive"})
"""The parts that run only where they are asked for by name."""

FROM_WORDS = frozenset({"fillers", "wording", "reading", "inclusive", "domain", "communication"})
MEDIUM_FACTOR = 0.8
"""What a transcript of medium quality leaves of the confidence of what is made of its words."""

NEED_SOUND = frozenset({"pause", "pace", "fluency", "prosody", "voice", "pronunciation"})
"""The parts that measure the sound itself; the others only read the transcript's times."""


def parts_for(named: Sequence[str], material: Material) -> list[str]:
    """Those that are named, in our own order, without unknown names; with none left, those that fit: what was
    said is judged where something was asked, and how it was put where no text was read."""
    wanted = [part for part in PARTS if part in named]
    fitting = {"domain": material.brief.asks, "communication": not material.reference_text}
    return wanted or [part for part in PARTS if part not in OPT_IN and fitting.get(part, True)]


def run_part(name: str, material: Material) -> Findings:
    """What a child process runs."""
    findings = PARTS[name](material)
    factor = confidence_factor(material)
    if name in FROM_WORDS and material.transcript.quality_grade == "medium":
        factor *= MEDIUM_FACTOR
    return replace(findings, measures=tuple(_judged(measure, factor) for measure in findings.measures))


def _judged(measure: Measure, factor: float) -> Measure:
    """A poor recording makes every measure less certain, but those of its own quality."""
    if measure.confidence is None or measure.name in QUALITY_MEASURES:
        return measure
    return replace(measure, confidence=round(measure.confidence * factor, 2))
