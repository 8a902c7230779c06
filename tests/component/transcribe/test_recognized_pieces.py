"""ListRecognizedPieces: the text of a recording while it comes."""

import pytest
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire

from chassis.clock import new_id
from chassis.errors import NotFound
from chassis.rpc import on_behalf
from services.transcribe.application.ports.recognizer import Hearing, Task
from services.transcribe.domain.audio import Span
from tests.builders.prepared_audio import noise, prepared
from tests.builders.transcribe_rpc import calling
from tests.builders.transcribe_service import PIECE, PREPARED, TranscribeService
from tests.fakes.speech_recognizer import says

SPEECH = (Span(1.0, 9.0), Span(10.0, 19.0), Span(20.0, 29.0))


@pytest.fixture
def planned(service: TranscribeService, tmp_path_factory: pytest.TempPathFactory) -> TranscribeService:
    """A recording of three pieces, all of them released."""
    path = prepared(tmp_path_factory.mktemp("audio"), noise(30.0)).path
    service.store.put(service.audio_key, [path.read_bytes()], content_type="audio/flac")
    service.voice.speech = SPEECH
    service.deliver(PREPARED, service.prepared(duration_s=30.0))
    assert service.release_pieces() == 3
    return service


def listed(service: TranscribeService, after: int = 0) -> wire.ListRecognizedPiecesResponse:
    request = wire.ListRecognizedPiecesRequest(recording_id=str(service.recording_id), after=after)
    with calling(service, "ingest") as stub, on_behalf(tenant_id=service.tenant_id):
        return stub.ListRecognizedPieces(request)


def numbers(answer: wire.ListRecognizedPiecesResponse) -> list[int]:
    return [piece.number for piece in answer.pieces]


def test_pieces_come_in_order_and_without_gaps(planned: TranscribeService) -> None:
    first, second, third = planned.released()
    planned.deliver(PIECE, third)
    assert numbers(listed(planned)) == []
    planned.deliver(PIECE, first)
    answer = listed(planned)
    (piece,) = answer.pieces
    assert (piece.number, piece.text, answer.complete) == (1, "hello there", False)
    assert (piece.start_s, piece.end_s) == pytest.approx((0.7, 9.3))
    planned.deliver(PIECE, second)
    answer = listed(planned, after=1)
    assert numbers(answer) == [2, 3]
    assert answer.complete
    assert listed(planned, after=3).complete


def test_before_the_first_there_are_none_and_it_goes_on(planned: TranscribeService) -> None:
    answer = listed(planned)
    assert (numbers(answer), answer.complete) == ([], False)


def test_a_recording_nobody_knows_has_no_pieces(planned: TranscribeService) -> None:
    planned.tenant_id = new_id()
    with pytest.raises(NotFound):
        listed(planned)


def test_the_message_of_a_done_piece_does_nothing(planned: TranscribeService) -> None:
    first, *_ = planned.released()
    planned.deliver(PIECE, first)
    planned.deliver(PIECE, first)
    assert len(planned.recognizer.tasks) == 1


def test_a_cancelled_recording_stops_within_a_piece(planned: TranscribeService) -> None:
    def script(task: Task) -> Hearing:
        planned.cancel()
        return says("hello")(task)

    planned.recognizer.script = script
    planned.work()
    for event in planned.released():
        planned.deliver(PIECE, event)
    assert len(planned.recognizer.tasks) == 1
    assert planned.rows("SELECT 1 FROM transcripts") == []


def test_deletion_erases_the_pieces(planned: TranscribeService) -> None:
    first, second, _ = planned.released()
    planned.deliver(PIECE, first)
    planned.delete()
    planned.deliver(PIECE, second)
    assert planned.rows("SELECT 1 FROM pieces UNION ALL SELECT 1 FROM jobs") == []
    assert len(planned.recognizer.tasks) == 1
