"""The analysis as the wire carries it."""

from collections.abc import Iterable

from google.protobuf.timestamp_pb2 import Timestamp
from rostrum.analyze.v1 import analyze_service_pb2 as pb
from rostrum.ingest.v1 import events_pb2 as ingest_pb

from services.analyze.adapters.inbound.grpc.pronunciation_messages import pronunciation_message
from services.analyze.domain.analysis import Analysis, Part
from services.analyze.domain.comparison import MeasureChange
from services.analyze.domain.content.assessment import Assessment
from services.analyze.domain.emphasis import EmphasizedWord
from services.analyze.domain.fillers import Filler
from services.analyze.domain.measure import ListenTo, Measure
from services.analyze.domain.miscues import Miscue
from services.analyze.domain.pace import PaceWindow
from services.analyze.domain.pauses import Pause
from services.analyze.domain.repetitions import Repetition


def analysis_message(analysis: Analysis) -> pb.Analysis:
    subject = analysis.subject
    created_at = Timestamp()
    created_at.FromDatetime(subject.created_at)
    return pb.Analysis(
        analysis_id=str(subject.analysis_id),
        recording_id=str(subject.recording_id),
        transcript_id=str(subject.transcript_id),
        profile=subject.profile,
        language=subject.language,
        duration_s=subject.duration_s,
        has_speech=subject.has_speech,
        version=subject.version,
        parts=[_part(part) for part in analysis.parts],
        measures=[_measure(measure) for measure in analysis.measures],
        pauses=[_pause(pause) for pause in analysis.pauses],
        pace=[_window(window) for window in analysis.pace],
        fillers=[_filler(filler) for filler in analysis.fillers],
        repetitions=[_repetition(repetition) for repetition in analysis.repetitions],
        miscues=[_miscue(miscue) for miscue in analysis.miscues],
        emphasized_words=[_emphasized(word) for word in analysis.emphasized_words],
        assessments=[_assessment(assessment) for assessment in analysis.assessments],
        created_at=created_at,
        pronunciation=pronunciation_message(analysis.pronunciation),
    )


def _part(part: Part) -> pb.Part:
    message = pb.Part(name=part.name, status=part.status, reason=part.reason, elapsed_s=part.elapsed_s)
    if part.problem is not None:
        problem = part.problem
        message.problem.CopyFrom(
            ingest_pb.Problem(
                type=problem.type,
                title=problem.title,
                status=problem.status,
                detail=problem.detail,
                code=problem.code,
            )
        )
    return message


def _measure(measure: Measure) -> pb.Measure:
    return pb.Measure(
        name=measure.name,
        label=measure.label,
        part=measure.part,
        status=measure.status,
        reason=measure.reason,
        value=measure.value,
        unit=measure.unit,
        band=measure.band,
        score=measure.score,
        ideal_low=measure.ideal_low,
        ideal_high=measure.ideal_high,
        spans=_places(measure.spans),
        version=measure.version,
        source=measure.source,
        explanation=measure.explanation,
        confidence=measure.confidence,
        interval_low=measure.interval_low,
        interval_high=measure.interval_high,
    )


def _places(places: Iterable[ListenTo]) -> list[pb.Span]:
    return [pb.Span(start_s=place.start_s, end_s=place.end_s, note=place.note) for place in places]


def _pause(pause: Pause) -> pb.Pause:
    message = pb.Pause(
        start_s=pause.start_s,
        end_s=pause.end_s,
        placement=pause.placement,
        placement_confidence=pause.placement_confidence,
        after_word_id=pause.after_word_id,
    )
    setattr(message, "class", pause.length_class)  # a reserved word here
    return message


def _window(window: PaceWindow) -> pb.PaceWindow:
    return pb.PaceWindow(
        start_s=window.start_s,
        end_s=window.end_s,
        syllables_per_s=window.syllables_per_s,
        words_per_min=window.words_per_min,
        band=window.band,
    )


def _filler(filler: Filler) -> pb.Filler:
    return pb.Filler(
        text=filler.text,
        start_s=filler.start_s,
        end_s=filler.end_s,
        position=filler.position,
        status=filler.status,
        confidence=filler.confidence,
        word_id=filler.word_id,
    )


def _repetition(repetition: Repetition) -> pb.Repetition:
    return pb.Repetition(
        text=repetition.text,
        start_s=repetition.start_s,
        end_s=repetition.end_s,
        word_ids=repetition.word_ids,
    )


def _emphasized(word: EmphasizedWord) -> pb.EmphasizedWord:
    return pb.EmphasizedWord(
        text=word.text,
        start_s=word.start_s,
        end_s=word.end_s,
        word_id=word.word_id,
        prominence=word.prominence,
    )


def change_message(change: MeasureChange) -> pb.MeasureChange:
    return pb.MeasureChange(
        name=change.name,
        label=change.label,
        part=change.part,
        unit=change.unit,
        before=change.before,
        after=change.after,
        verdict=change.verdict,
        reason=change.reason,
        noise=change.noise,
    )


def _assessment(assessment: Assessment) -> pb.Assessment:
    return pb.Assessment(
        name=assessment.name,
        method=assessment.method,
        strengths=assessment.strengths,
        improvements=assessment.improvements,
        quotes=_places(assessment.quotes),
        framework=assessment.framework,
        disregarded=_places(assessment.disregarded),
        model=assessment.model,
        model_prompt_version=assessment.model_prompt_version,
        repeats=assessment.repeats,
    )


def _miscue(miscue: Miscue) -> pb.Miscue:
    return pb.Miscue(
        kind=miscue.kind,
        reference_text=miscue.reference_text,
        heard_text=miscue.heard_text,
        start_s=miscue.start_s,
        end_s=miscue.end_s,
        status=miscue.status,
        confidence=miscue.confidence,
        word_ids=miscue.word_ids,
        reference_index=miscue.reference_index,
    )
