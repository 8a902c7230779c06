"""What transcribe and ingest are asked, on behalf of the tenant whose recording it is."""

from uuid import UUID

import grpc
from rostrum.ingest.v1 import events_pb2 as ingest_events
from rostrum.ingest.v1 import ingest_service_pb2 as ingest
from rostrum.ingest.v1 import ingest_service_pb2_grpc as ingest_grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.rpc import on_behalf
from services.analyze.domain.brief import Brief
from services.analyze.domain.job import Recording
from services.analyze.domain.material import DetectedFiller, Span, Transcript, Word

INGEST_READS = ("rostrum.ingest.v1.IngestService",)
TRANSCRIBE_READS = ("rostrum.transcribe.v1.TranscribeService",)


class IngestRecordings:
    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = ingest_grpc.IngestServiceStub(channel)

    def recording(self, tenant_id: UUID, recording_id: UUID) -> Recording:
        with on_behalf(tenant_id=tenant_id):
            answer = self._stub.GetRecording(ingest.GetRecordingRequest(recording_id=str(recording_id)))
        found = answer.recording
        return Recording(
            reference_text=found.reference_text,
            profile=found.profile,
            language=found.language,
            analyses=tuple(found.analyses),
            audio_key=found.audio_key,
            brief=brief_of(found.brief),
        )


class TranscribeTranscripts:
    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = transcribe_grpc.TranscribeServiceStub(channel)

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Transcript:
        request = transcribe.GetTranscriptRequest(recording_id=str(recording_id))
        with on_behalf(tenant_id=tenant_id):
            answer = self._stub.GetTranscript(request)
        return transcript_of(answer.transcript)


def brief_of(found: ingest_events.Brief) -> Brief:
    return Brief(
        question=found.question,
        job_role=found.job_role,
        skills=tuple(found.skills),
        key_points=tuple(found.key_points),
    )


def transcript_of(found: transcribe.Transcript) -> Transcript:
    return Transcript(
        transcript_id=found.transcript_id,
        language=found.language,
        quality_grade=found.quality.grade,
        reference_status=found.quality.reference_status,
        duration_s=found.duration_s,
        words=tuple(_word(word) for word in found.words),
        detected_fillers=tuple(
            DetectedFiller(filler.text, filler.start_s, filler.end_s, filler.confidence)
            for filler in found.possible_fillers
        ),
        speech=tuple(Span(span.start_s, span.end_s) for span in found.voice_activity.speech),
    )


def _word(word: transcribe.Word) -> Word:
    return Word(
        word_id=word.id,
        text=word.text,
        clean=word.clean,
        start_s=word.start_s,
        end_s=word.end_s,
        confidence=word.confidence,
        kind=word.kind,
        syllables=word.syllables,
    )
