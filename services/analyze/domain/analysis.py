"""The analysis of one recording: what each part found, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from chassis.errors import Problem, RostrumError
from services.analyze.domain.content.assessment import Assessment
from services.analyze.domain.emphasis import EmphasizedWord
from services.analyze.domain.fillers import Filler
from services.analyze.domain.findings import Findings
from services.analyze.domain.measure import COMPLETED, INSUFFICIENT, Measure
from services.analyze.domain.miscues import Miscue
from services.analyze.domain.pace import PaceWindow
from services.analyze.domain.pauses import Pause
from services.analyze.domain.pronunciation.results import Pronunciation
from services.analyze.domain.repetitions import Repetition
from services.analyze.domain.usage import ModelUse, UsageRecorded, analysis_use, model_uses

FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One analysis that ran, and how it ended."""

    name: str
    # completed, insufficient_data or failed
    status: str
    reason: str = ""
    problem: Problem | None = None
    elapsed_s: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """How one part ended: with findings or with an error."""

    name: str
    elapsed_s: float
    findings: Findings | None = None
    error: RostrumError | None = None


@dataclass(frozen=True)
class Subject:
    """What the analysis is of."""

    analysis_id: UUID
    recording_id: UUID
    transcript_id: UUID
    profile: str
    language: str
    duration_s: float
    has_speech: bool
    created_at: datetime
    # From 1 within the recording; an analysis that is made anew is a new one.
    version: int = 1


@dataclass(frozen=True)
class Analysis:
    subject: Subject
    parts: tuple[Part, ...]
    measures: tuple[Measure, ...] = ()
    pauses: tuple[Pause, ...] = ()
    pace: tuple[PaceWindow, ...] = ()
    fillers: tuple[Filler, ...] = ()
    repetitions: tuple[Repetition, ...] = ()
    miscues: tuple[Miscue, ...] = ()
    emphasized_words: tuple[EmphasizedWord, ...] = ()
    pronunciation: Pronunciation | None = None
    assessments: tuple[Assessment, ...] = ()
    asked: tuple[ModelUse, ...] = ()
    """Text models that had a say in this version; told as usage, and not kept."""

    @property
    def partial(self) -> bool:
        return any(part.status == FAILED for part in self.parts)


def usage_of(analysis: Analysis) -> list[UsageRecorded]:
    """What making this version used."""
    ids = analysis.subject.analysis_id, analysis.subject.recording_id
    return [analysis_use(*ids, analysis.subject.duration_s), *model_uses(*ids, analysis.asked)]


def assemble(subject: Subject, outcomes: Sequence[Outcome]) -> Analysis:
    """Everything that was found; a part that failed says so, and takes nothing from the others."""
    found = [outcome.findings for outcome in outcomes if outcome.findings is not None]
    return Analysis(
        subject=subject,
        parts=tuple(_part(outcome) for outcome in outcomes),
        measures=tuple(measure for findings in found for measure in findings.measures),
        pauses=tuple(pause for findings in found for pause in findings.pauses),
        pace=tuple(window for findings in found for window in findings.pace),
        fillers=tuple(filler for findings in found for filler in findings.fillers),
        repetitions=tuple(repetition for findings in found for repetition in findings.repetitions),
        miscues=tuple(miscue for findings in found for miscue in findings.miscues),
        emphasized_words=tuple(word for findings in found for word in findings.emphasized_words),
        pronunciation=next((findings.pronunciation for findings in found if findings.pronunciation), None),
        assessments=tuple(assessment for findings in found for assessment in findings.assessments),
        asked=tuple(use for findings in found for use in findings.asked),
    )


def renewed(before: Analysis, made: Analysis) -> Analysis:
    """`made` with the parts that it does not have from the version before."""
    again = {part.name for part in made.parts}
    kept = tuple(part for part in before.parts if part.name not in again)
    names = {part.name for part in kept}
    measures = tuple(measure for measure in before.measures if measure.part in names)
    told = tuple(assessment for assessment in before.assessments if assessment.name in names)
    found = {name: getattr(before, name) for part, name in _FOUND_BY.items() if part in names}
    return replace(
        made,
        parts=(*made.parts, *kept),
        measures=(*made.measures, *measures),
        assessments=(*made.assessments, *told),
        **found,
    )


_FOUND_BY: Mapping[str, str] = MappingProxyType(
    {
        "pause": "pauses",
        "pace": "pace",
        "fillers": "fillers",
        "fluency": "repetitions",
        "reading": "miscues",
        "prosody": "emphasized_words",
        "pronunciation": "pronunciation",
    }
)
"""Which part finds what, besides its measures."""


def _part(outcome: Outcome) -> Part:
    elapsed_s = round(outcome.elapsed_s, 3)
    if outcome.error is not None:
        problem = Problem.of(outcome.error)
        return Part(outcome.name, FAILED, outcome.error.code, problem, elapsed_s)
    measures = outcome.findings.measures if outcome.findings else ()
    if any(measure.status == COMPLETED for measure in measures):
        return Part(outcome.name, COMPLETED, elapsed_s=elapsed_s)
    return Part(outcome.name, INSUFFICIENT, measures[0].reason if measures else "", elapsed_s=elapsed_s)
