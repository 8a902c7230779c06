"""GetTranscript over a real gRPC server."""

from dataclasses import replace

import pytest
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire

from chassis.clock import new_id
from chassis.errors import InvalidInput, NotFound
from chassis.rpc import PeerFailed, on_behalf
from chassis.rpc.server import MAX_MESSAGE_BYTES
from services.transcribe.adapters.inbound.grpc.transcript_mapping import to_wire
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller
from tests.builders.transcribe_rpc import calling
from tests.builders.transcribe_service import TranscribeService

PREPARED = "transcribe-recording-prepared"
FILLER = PossibleFiller("um", Span(2.0, 2.25), 0.6, "test-detector", "1")


def ask(service: TranscribeService, caller: str, recording_id: str = "") -> wire.Transcript:
    request = wire.GetTranscriptRequest(recording_id=recording_id or str(service.recording_id))
    with calling(service, caller) as stub, on_behalf(tenant_id=service.tenant_id):
        return stub.GetTranscript(request).transcript


@pytest.mark.parametrize("caller", ["ingest", "analyze", "report"])
def test_the_transcript_crosses_the_wire_whole(service: TranscribeService, caller: str) -> None:
    service.fillers.fillers = (FILLER,)
    service.recordings.text = "Hello, there!"
    service.transcribe(service.prepared(has_reference_text=True))
    answer = ask(service, caller)
    assert answer.recording_id == str(service.recording_id)
    assert (answer.verbatim, answer.clean) == ("hello there", "Hello, there!")
    assert [(word.id, word.text, word.clean, word.kind) for word in answer.words] == [
        (1, "hello", "Hello,", "word"),
        (2, "there", "there!", "word"),
    ]
    assert (answer.words[0].start_s, answer.words[0].end_s, answer.words[0].syllables) == (0.2, 0.5, 1)
    assert [(run.first_word_id, run.last_word_id, run.text) for run in answer.segments] == [
        (1, 2, "Hello, there!")
    ]
    assert [(filler.text, filler.detector) for filler in answer.possible_fillers] == [("um", "test-detector")]
    assert [(span.start_s, span.end_s) for span in answer.voice_activity.speech] == [(0.5, 3.5)]
    assert (answer.quality.grade, answer.quality.reference_status) == ("high", "read")
    assert answer.quality.reference_fit == 1.0
    assert answer.engine.biased
    assert answer.duration_s == 4.0
    assert answer.created_at.ToDatetime().year >= 2026


def test_what_is_not_known_is_unset(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    quality = ask(service, "analyze").quality
    assert not quality.HasField("reference_fit")
    assert quality.HasField("snr_db")
    assert list(quality.reasons) == ["engine_free_speech"]


def test_until_there_is_one_there_is_none(service: TranscribeService) -> None:
    with pytest.raises(NotFound):
        ask(service, "analyze")


def test_another_tenant_gets_nothing(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    service.tenant_id = new_id()
    with pytest.raises(NotFound):
        ask(service, "ingest")


@pytest.mark.parametrize("recording_id", ["x", "'; DROP TABLE jobs"])
def test_an_id_that_is_none_is_refused(service: TranscribeService, recording_id: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(service, "ingest", recording_id)
    assert [fault.pointer for fault in refused.value.faults] == ["/recording_id"]


def test_auth_has_no_business_here(service: TranscribeService) -> None:
    with pytest.raises(PeerFailed):
        ask(service, "auth")


def test_four_hours_of_quick_speech_fit_into_one_message(service: TranscribeService) -> None:
    service.transcribe(service.prepared())
    transcript = service.application.get_transcript(service.tenant_id, service.recording_id)
    content = transcript.content
    words = tuple(replace(content.words[0], id=number + 1) for number in range(48_000))
    text = " ".join(["extraordinarily"] * 48_000)
    hours = replace(transcript, content=replace(content, words=words, verbatim=text, clean=text))
    assert len(to_wire(hours).SerializeToString()) < MAX_MESSAGE_BYTES
