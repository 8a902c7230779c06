"""A transcript as it crosses the wire."""

import json

from rostrum.ingest.v1 import events_pb2 as ingest
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire

from chassis.errors import Problem
from services.transcribe.application.ports.proofreadings import ProofreadingState
from services.transcribe.domain.audio import VoiceActivity
from services.transcribe.domain.quality import Quality
from services.transcribe.domain.raw_answers import RawAnswer
from services.transcribe.domain.search import Hit
from services.transcribe.domain.transcript import Engine, EngineUse, Transcript
from services.transcribe.domain.versions import Proofreading, VersionEntry
from services.transcribe.domain.words import PossibleFiller, Segment, Word


def to_wire(transcript: Transcript) -> wire.Transcript:
    content = transcript.content
    message = wire.Transcript(
        transcript_id=str(transcript.id),
        recording_id=str(transcript.recording_id),
        language=transcript.language,
        engine=_engine(transcript.engine),
        quality=_quality(content.quality),
        verbatim=content.verbatim,
        clean=content.clean,
        words=[_word(word) for word in content.words],
        segments=[_segment(segment) for segment in content.segments],
        possible_fillers=[_filler(filler) for filler in content.possible_fillers],
        voice_activity=_voice(content.voice_activity),
        duration_s=content.duration_s,
        version=transcript.version.number,
        origin=transcript.version.origin,
        proofreading=_proofreading(transcript.version.proofreading),
        engines_used=[_use(use) for use in transcript.engines_used],
        task="translate" if transcript.translated else "transcribe",
    )
    message.created_at.FromDatetime(transcript.created_at)
    return message


def version_to_wire(entry: VersionEntry) -> wire.TranscriptVersion:
    message = wire.TranscriptVersion(
        version=entry.number, origin=entry.origin, user_id=str(entry.user_id or "")
    )
    message.created_at.FromDatetime(entry.created_at)
    return message


def state_to_wire(state: ProofreadingState) -> wire.ProofreadingState:
    return wire.ProofreadingState(
        status=state.status, problem=_problem(Problem.read(state.problem)) if state.problem else None
    )


def _problem(problem: Problem) -> ingest.Problem:
    return ingest.Problem(
        type=problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
    )


def raw_to_wire(answer: RawAnswer) -> wire.RawAnswer:
    return wire.RawAnswer(
        number=answer.number,
        start_s=answer.span.start_s,
        end_s=answer.span.end_s,
        answer_json=json.dumps(answer.answer, ensure_ascii=False, allow_nan=False),
    )


def hit_to_wire(hit: Hit) -> wire.SearchHit:
    return wire.SearchHit(
        recording_id=str(hit.recording_id),
        segment_id=hit.segment_id,
        start_s=hit.span.start_s,
        end_s=hit.span.end_s,
        text=hit.text,
        word_ids=hit.word_ids,
    )


def _proofreading(proofreading: Proofreading | None) -> wire.Proofreading | None:
    if proofreading is None:
        return None
    return wire.Proofreading(
        model=proofreading.model,
        prompt_version=proofreading.prompt_version,
        changed_words=proofreading.changed_words,
        refused=[
            wire.RefusedCorrection(
                start_s=refused.span.start_s, end_s=refused.span.end_s, reason=refused.reason
            )
            for refused in proofreading.refused
        ],
    )


def _use(use: EngineUse) -> wire.EngineUse:
    return wire.EngineUse(
        name=use.engine.name,
        version=use.engine.version,
        model=use.engine.model,
        audio_s=use.audio_s,
        cost_usd=use.cost_usd,
        prompt_version=use.prompt_version,
    )


def _engine(engine: Engine) -> wire.Engine:
    return wire.Engine(name=engine.name, version=engine.version, model=engine.model, biased=engine.biased)


def _quality(quality: Quality) -> wire.Quality:
    return wire.Quality(
        grade=quality.grade,
        reasons=list(quality.reasons),
        reference_status=quality.reference_status,
        reference_fit=quality.reference_fit,
        snr_db=quality.snr_db,
        clipping_ratio=quality.clipping_ratio,
    )


def _word(word: Word) -> wire.Word:
    return wire.Word(
        id=word.id,
        text=word.text,
        clean=word.clean,
        start_s=word.span.start_s,
        end_s=word.span.end_s,
        confidence=word.confidence,
        kind=word.kind,
        syllables=word.syllables,
        speaker=word.speaker,
        origin=word.origin,
    )


def _segment(segment: Segment) -> wire.Segment:
    return wire.Segment(
        id=segment.id,
        start_s=segment.span.start_s,
        end_s=segment.span.end_s,
        first_word_id=segment.first_word_id,
        last_word_id=segment.last_word_id,
        text=segment.text,
        speaker=segment.speaker,
    )


def _filler(filler: PossibleFiller) -> wire.PossibleFiller:
    return wire.PossibleFiller(
        text=filler.text,
        start_s=filler.span.start_s,
        end_s=filler.span.end_s,
        confidence=filler.confidence,
        detector=filler.detector,
        version=filler.version,
    )


def _voice(voice: VoiceActivity) -> wire.VoiceActivity:
    return wire.VoiceActivity(
        detector=voice.detector,
        version=voice.version,
        speech=[wire.SpeechSpan(start_s=span.start_s, end_s=span.end_s) for span in voice.speech],
    )
