"""GetRecording over a real gRPC server."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from rostrum.ingest.v1 import ingest_service_pb2 as pb
from rostrum.ingest.v1 import ingest_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import InvalidInput, NotFound, PermissionDenied
from chassis.rpc import Admission, PeerFailed, RpcServer, channel, on_behalf
from chassis.settings import RpcServerSettings
from services.ingest.adapters.inbound.grpc.ingest_servicer import exposed
from services.ingest.domain.recording import Recording
from services.ingest.domain.submission import accept
from tests.builders.identity import services
from tests.builders.ingest_service import IngestService
from tests.builders.recordings import NOW, a_recording, prepared_audio


@contextmanager
def calling(ingest: IngestService, caller: str) -> Iterator[pb_grpc.IngestServiceStub]:
    known = services(SystemClock(), ("auth", "ingest", "transcribe", "analyze", "report"))
    server = RpcServer(
        RpcServerSettings(), Admission(known.verifier("ingest")), [exposed(ingest.client.get_recording)]
    )
    server.start()
    try:
        with channel(
            f"127.0.0.1:{server.port}", audience="ingest", credentials=known.credentials(caller)
        ) as opened:
            yield pb_grpc.IngestServiceStub(opened)
    finally:
        server.stop(5.0)


@pytest.fixture
def recording(ingest: IngestService) -> Recording:
    fields = {"title": ["T"], "reference_text": ["Call me Ishmael."], "analyses": ["pace,pause"]}
    fields |= {"engine": ["whisper"], "prompt": ["Ishmael"], "speakers": ["true"]}
    made = a_recording(ingest.user.tenant_id, submission=accept(fields))
    made = made.prepared(prepared_audio(made, 12.5), NOW)
    with ingest.transactions.begin(made.tenant_id) as transaction:
        transaction.recordings.add(made)
    return made


@pytest.mark.parametrize("caller", ["transcribe", "analyze", "report"])
def test_the_later_stages_get_what_they_work_on(
    ingest: IngestService, recording: Recording, caller: str
) -> None:
    with calling(ingest, caller) as stub, on_behalf(tenant_id=recording.tenant_id):
        got = stub.GetRecording(pb.GetRecordingRequest(recording_id=str(recording.id))).recording
    assert got.recording_id == str(recording.id)
    assert (got.title, got.reference_text, got.profile) == ("T", "Call me Ishmael.", "reading")
    assert list(got.analyses) == ["pace", "pause"]
    assert (got.audio_key, got.duration_s, got.status) == (prepared_audio(recording).key, 12.5, "prepared")
    assert (got.transcription.engine, got.transcription.prompt) == ("whisper", "Ishmael")
    assert (got.transcription.speakers, got.transcription.task) == (True, "transcribe")
    assert got.created_at.ToDatetime(NOW.tzinfo) == recording.created_at


def test_no_other_tenant_and_no_other_service(ingest: IngestService, recording: Recording) -> None:
    request = pb.GetRecordingRequest(recording_id=str(recording.id))
    with calling(ingest, "report") as stub, on_behalf(tenant_id=new_id()), pytest.raises(NotFound):
        stub.GetRecording(request)
    with calling(ingest, "report") as stub, pytest.raises(PermissionDenied):
        stub.GetRecording(request)
    with (
        calling(ingest, "auth") as stub,
        on_behalf(tenant_id=recording.tenant_id),
        pytest.raises(PeerFailed),
    ):
        stub.GetRecording(request)


def test_what_is_no_id_is_invalid(ingest: IngestService, recording: Recording) -> None:
    with (
        calling(ingest, "report") as stub,
        on_behalf(tenant_id=recording.tenant_id),
        pytest.raises(InvalidInput),
    ):
        stub.GetRecording(pb.GetRecordingRequest(recording_id="'; DROP TABLE recordings"))
