"""What one analysis found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.analyze.domain.content.assessment import Assessment
from services.analyze.domain.definitions import measures_of
from services.analyze.domain.definitions.evidence import RATE_SPEECH_S
from services.analyze.domain.emphasis import EmphasizedWord
from services.analyze.domain.fillers import Filler
from services.analyze.domain.material import Material
from services.analyze.domain.measure import (
    Measure,
    MeasureDefinition,
    not_measured,
)
from services.analyze.domain.miscues import Miscue
from services.analyze.domain.pace import PaceWindow
from services.analyze.domain.pauses import Pause
from services.analyze.domain.pronunciation.results import Pronunciation
from services.analyze.domain.repetitions import Repetition
from services.analyze.domain.scales import Scale
from services.analyze.domain.usage import ModelUse


@dataclass(frozen=True)
class Findings:
    measures: tuple[Measure, ...]
    pauses: tuple[Pause, ...] = ()
    pace: tuple[PaceWindow, ...] = ()
    fillers: tuple[Filler, ...] = ()
    repetitions: tuple[Repetition, ...] = ()
    miscues: tuple[Miscue, ...] = ()
    emphasized_words: tuple[EmphasizedWord, ...] = ()
    pronunciation: Pronunciation | None = None
    assessments: tuple[Assessment, ...] = ()
    asked: tuple[ModelUse, ...] = ()
    """Text models that had a say."""


def nothing(part: str, reason: str) -> Findings:
    """All measures of the part, none of them measured."""
    return Findings(tuple(not_measured(definition, reason) for definition in measures_of(part)))


def scale_of(definition: MeasureDefinition, material: Material) -> Scale | None:
    """The definition's bands, where they hold for the language spoken."""
    if definition.scale is None or (definition.english_bands and not material.is_english):
        return None
    return definition.scale(material.profile)


def given(missing: str, definition: MeasureDefinition, measure: Callable[[], Measure]) -> Measure:
    """The measure, or the reason why there is none."""
    return not_measured(definition, missing) if missing else measure()


def missing_speech(speaking_s: float, minimum_s: float = RATE_SPEECH_S) -> str:
    """The reason where there is too little speech for a rate; empty where there is enough."""
    return "too_short" if speaking_s < minimum_s else ""


def missing_words(material: Material, speaking_s: float) -> str:
    """The reason why the words can't be counted on; empty where they can."""
    short = missing_speech(speaking_s)  # first, since no better transcript would help
    if short:
        return short
    if not material.transcript.words_count_on:
        return "transcript_quality"
    return "" if material.transcript.words else "no_words"


def first(reasons: Sequence[str]) -> str:
    return next((reason for reason in reasons if reason), "")
