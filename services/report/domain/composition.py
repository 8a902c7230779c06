"""How a report is put together from what the other services found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.report.domain.analysis import COMPLETED, Analysis, Measure, Part
from services.report.domain.marking import mark_transcript
from services.report.domain.reasons import why_not_measured
from services.report.domain.report import (
    SCHEMA,
    Detector,
    PaceIdeal,
    Provenance,
    RecordingFacts,
    Report,
    ReportedPart,
    Unmeasured,
)
from services.report.domain.sources import Recording, Transcript
from services.report.domain.summary import is_too_short, summarise

REPORT_VERSION = "1"
"""Of the rules of this package; it changes when the same inputs give another report."""

PART_LABELS = {
    "pace": "Pace",
    "pause": "Pauses",
    "fluency": "Fluency",
    "fillers": "Fillers",
    "wording": "Wording",
    "prosody": "Prosody",
    "voice": "Voice and recording",
    "reading": "Reading",
    "pronunciation": "Pronunciation",
    "domain": "What was said",
    "communication": "How it was put",
    "inclusive": "Inclusive language",
}
"""Also the order in which the parts are shown; a part that is not known here comes after."""

_AUTO = "auto"
"""The language of a recording whose client left it to the engine."""

PACE_MEASURE = "speech_rate_sps"
"""The measure whose ideal range the pace windows are held against."""


@dataclass(frozen=True)
class Sources:
    """The three documents that a report is made of."""

    recording: Recording
    transcript: Transcript
    analysis: Analysis


def compose(sources: Sources, *, report_id: str, at: datetime) -> Report:
    """One report of one recording; audio without speech has one too, and it says so."""
    recording, transcript, analysis = sources.recording, sources.transcript, sources.analysis
    return Report(
        schema=SCHEMA,
        report_id=report_id,
        recording_id=analysis.recording_id,
        analysis_id=analysis.analysis_id,
        transcript_id=transcript.transcript_id,
        created_at=at,
        recording=_facts(recording, analysis),
        has_speech=analysis.has_speech,
        partial=any(part.status == "failed" for part in analysis.parts),
        summary=summarise(analysis, transcript.quality),
        parts=tuple(_reported(part, analysis.measures) for part in _ordered(_all_parts(analysis))),
        transcript=mark_transcript(transcript, analysis),
        pauses=analysis.pauses,
        pace=analysis.pace,
        pace_ideal=_pace_ideal(analysis.measures),
        fillers=analysis.fillers,
        repetitions=analysis.repetitions,
        miscues=analysis.miscues,
        practice_words=analysis.practice_words,
        assessments=analysis.assessments,
        not_measured=tuple(_not_measured(analysis)),
        provenance=_provenance(sources),
    )


def _facts(recording: Recording, analysis: Analysis) -> RecordingFacts:
    return RecordingFacts(
        title=recording.title,
        language=analysis.language if recording.language == _AUTO else recording.language,
        profile=recording.profile,
        reference_text=recording.reference_text,
        duration_s=recording.duration_s or analysis.duration_s,
        created_at=recording.created_at,
    )


def _provenance(sources: Sources) -> Provenance:
    transcript, analysis = sources.transcript, sources.analysis
    return Provenance(
        engine=transcript.engine,
        voice_activity=Detector(transcript.detector, transcript.detector_version),
        quality=transcript.quality,
        profile=analysis.profile,
        language=analysis.language,
        report_version=REPORT_VERSION,
    )


def part_label(name: str) -> str:
    """The part's heading."""
    return PART_LABELS.get(name, name.replace("_", " ").capitalize())


def _all_parts(analysis: Analysis) -> list[Part]:
    """The parts that ran, and any that only a measure names."""
    named = {part.name for part in analysis.parts}
    missing = dict.fromkeys(m.part for m in analysis.measures if m.part not in named)
    return [*analysis.parts, *(Part(name, COMPLETED) for name in missing)]


def _ordered(parts: Iterable[Part]) -> list[Part]:
    order = list(PART_LABELS)
    return sorted(parts, key=lambda p: order.index(p.name) if p.name in order else len(order))


def _reported(part: Part, measures: Iterable[Measure]) -> ReportedPart:
    return ReportedPart(
        name=part.name,
        label=part_label(part.name),
        status=part.status,
        reason=part.reason,
        detail="" if part.status == COMPLETED else _detail(part),
        problem=part.problem,
        elapsed_s=part.elapsed_s,
        measures=tuple(measure for measure in measures if measure.part == part.name),
    )


def _detail(part: Part) -> str:
    return why_not_measured(part.reason or part.status, part.problem.detail if part.problem else "")


def _pace_ideal(measures: Iterable[Measure]) -> PaceIdeal | None:
    for measure in measures:
        if measure.name == PACE_MEASURE and measure.ideal_low is not None and measure.ideal_high is not None:
            return PaceIdeal(measure.ideal_low, measure.ideal_high)
    return None


def _not_measured(analysis: Analysis) -> Iterable[Unmeasured]:
    """Grouped by cause, so that one cause is one sentence; a part stands for all of its measures."""
    is_short = is_too_short(analysis)  # then one sentence does for all, whatever each would need
    silent = [part for part in analysis.parts if part.status != COMPLETED]
    names = {part.name for part in silent}
    missing: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for part in silent:
        cause = (part.reason or part.status, _detail(part))
        missing.setdefault(cause, []).append((part.name, part_label(part.name)))
    for m in analysis.measures:
        if m.status != COMPLETED and m.part not in names:
            cause = (m.reason, why_not_measured(m.reason, "" if is_short else m.explanation))
            missing.setdefault(cause, []).append((m.name, m.label))
    for (reason, explanation), items in missing.items():
        yield Unmeasured(reason, explanation, *zip(*items, strict=True))
