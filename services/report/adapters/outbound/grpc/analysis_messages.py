"""An analysis, from the wire to the core's words."""

from collections.abc import Iterable

from rostrum.analyze.v1 import analyze_service_pb2 as pb
from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.errors import Problem
from services.report.domain.analysis import (
    Analysis,
    Assessment,
    Filler,
    Measure,
    Miscue,
    PaceWindow,
    Part,
    Pause,
    PracticeWord,
    Repetition,
    Span,
)

MISPRONOUNCED = "mispronunciation"


def analysis_of(found: pb.Analysis) -> Analysis:
    return Analysis(
        analysis_id=found.analysis_id,
        recording_id=found.recording_id,
        transcript_id=found.transcript_id,
        profile=found.profile,
        language=found.language,
        duration_s=found.duration_s,
        has_speech=found.has_speech,
        parts=tuple(_part(part) for part in found.parts),
        measures=tuple(_measure(measure) for measure in found.measures),
        pauses=tuple(_pause(pause) for pause in found.pauses),
        pace=tuple(_window(window) for window in found.pace),
        fillers=tuple(_filler(filler) for filler in found.fillers),
        repetitions=tuple(_repetition(repetition) for repetition in found.repetitions),
        miscues=tuple(_miscue(miscue) for miscue in found.miscues),
        practice_words=tuple(
            _practice(word) for word in found.pronunciation.words if word.error_type == MISPRONOUNCED
        ),
        assessments=tuple(_assessment(assessment) for assessment in found.assessments),
    )


def _practice(found: pb.SpokenWord) -> PracticeWord:
    """With its weakest sound, where another one was more like it."""
    weakest = min(found.phonemes, key=lambda phoneme: phoneme.accuracy_score, default=pb.SpokenPhoneme())
    heard = weakest.nbest_phonemes[0].phoneme if weakest.nbest_phonemes else weakest.phoneme
    differs = heard != weakest.phoneme
    return PracticeWord(
        word=found.word,
        start_s=found.start_s,
        end_s=found.end_s,
        accuracy_score=found.accuracy_score,
        expected=weakest.phoneme if differs else "",
        heard=heard if differs else "",
    )


def _assessment(found: pb.Assessment) -> Assessment:
    return Assessment(
        name=found.name,
        method=found.method,
        strengths=tuple(found.strengths),
        improvements=tuple(found.improvements),
        quotes=_spans(found.quotes),
        framework=found.framework,
        disregarded=_spans(found.disregarded),
        model=found.model,
    )


def _part(found: pb.Part) -> Part:
    problem = _problem(found.problem) if found.HasField("problem") else None
    return Part(found.name, found.status, found.reason, problem, found.elapsed_s)


def _problem(found: ingest.Problem) -> Problem:
    return Problem(found.type, found.title, found.status, found.detail, found.code)


def _measure(found: pb.Measure) -> Measure:
    return Measure(
        name=found.name,
        label=found.label,
        part=found.part,
        status=found.status,
        reason=found.reason,
        value=found.value if found.HasField("value") else None,
        unit=found.unit,
        band=found.band,
        score=found.score if found.HasField("score") else None,
        ideal_low=found.ideal_low if found.HasField("ideal_low") else None,
        ideal_high=found.ideal_high if found.HasField("ideal_high") else None,
        explanation=found.explanation,
        spans=_spans(found.spans),
        source=found.source,
        version=found.version,
        confidence=found.confidence if found.HasField("confidence") else None,
        interval_low=found.interval_low if found.HasField("interval_low") else None,
        interval_high=found.interval_high if found.HasField("interval_high") else None,
    )


def _spans(found: Iterable[pb.Span]) -> tuple[Span, ...]:
    return tuple(Span(span.start_s, span.end_s, span.note) for span in found)


def _pause(found: pb.Pause) -> Pause:
    return Pause(
        start_s=found.start_s,
        end_s=found.end_s,
        class_=getattr(found, "class"),
        placement=found.placement,
        placement_confidence=found.placement_confidence,
        after_word_id=found.after_word_id,
    )


def _window(found: pb.PaceWindow) -> PaceWindow:
    words_per_min = found.words_per_min if found.HasField("words_per_min") else None
    return PaceWindow(found.start_s, found.end_s, found.syllables_per_s, words_per_min, found.band)


def _filler(found: pb.Filler) -> Filler:
    return Filler(
        text=found.text,
        start_s=found.start_s,
        end_s=found.end_s,
        position=found.position,
        status=found.status,
        confidence=found.confidence,
        word_id=found.word_id,
    )


def _repetition(found: pb.Repetition) -> Repetition:
    return Repetition(found.text, found.start_s, found.end_s, tuple(found.word_ids))


def _miscue(found: pb.Miscue) -> Miscue:
    return Miscue(
        kind=found.kind,
        reference_text=found.reference_text,
        heard_text=found.heard_text,
        start_s=found.start_s,
        end_s=found.end_s,
        status=found.status,
        confidence=found.confidence,
        word_ids=tuple(found.word_ids),
        reference_index=found.reference_index,
    )
