"""One behaviour of asking for versions: transcribe's own servicer over gRPC, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from chassis.errors import Conflict, InvalidInput, NotFound
from chassis.rpc import Admission, RpcServer, channel, on_behalf
from chassis.settings import RpcServerSettings
from services.ingest.adapters.outbound.grpc.remote_revisions import READS, RemoteRevisions
from services.ingest.application.ports.revisions import (
    NEWEST,
    Revisions,
    TranscriptFormat,
    TranscriptText,
    WordChange,
)
from services.transcribe.adapters.inbound.grpc.transcribe_service import transcribe_service
from services.transcribe.application.use_cases.edit_transcript import EditTranscript
from services.transcribe.application.use_cases.export_transcript import ExportTranscript
from services.transcribe.application.use_cases.get_raw_answers import GetRawAnswers
from services.transcribe.application.use_cases.get_transcript import GetTranscript
from services.transcribe.application.use_cases.list_transcript_versions import ListTranscriptVersions
from services.transcribe.application.use_cases.search_transcripts import SearchTranscripts
from tests.builders.identity import Issuer, services, user_verifier
from tests.builders.transcripts import transcript
from tests.fakes.revisions import MemoryRevisions
from tests.fakes.transcript_versions import FakeRawAnswers, FakeSearch, FakeVersions


@dataclass(frozen=True)
class Owner:
    """The port, and a recording with the text "Hello their"."""

    revisions: Revisions
    begin: Callable[[], UUID]


@pytest.fixture(params=["memory", "grpc"])
def owner(request: pytest.FixtureRequest) -> Iterator[Owner]:
    if request.param == "memory":
        memory = MemoryRevisions()
        yield Owner(memory, lambda: _begun_in_memory(memory))
        return
    versions, issuer, tenant_id = FakeVersions(), Issuer(SystemClock()), new_id()
    known = services(SystemClock(), ("ingest", "transcribe"))
    admission = Admission(known.verifier("transcribe"), user_verifier(issuer))
    server = RpcServer(RpcServerSettings(), admission, [transcribe_service(_application(versions))])
    server.start()
    opened = channel(
        f"127.0.0.1:{server.port}",
        audience="transcribe",
        credentials=known.credentials("ingest"),
        reads=READS,
    )
    with opened, on_behalf(tenant_id=tenant_id, user_token=issuer.token({"tid": str(tenant_id)})):
        yield Owner(RemoteRevisions(opened), lambda: _begun(versions, tenant_id))
    server.stop(5.0)


def _application(versions: FakeVersions) -> Any:  # noqa: ANN401 - a part of the catalogue
    get = GetTranscript(versions)
    return SimpleNamespace(
        get_transcript=get,
        list_transcript_versions=ListTranscriptVersions(versions),
        get_raw_answers=GetRawAnswers(versions, FakeRawAnswers(versions)),
        request_proofreading=SimpleNamespace(state=lambda *_: None),
        edit_transcript=EditTranscript(versions, SystemClock()),
        export_transcript=ExportTranscript(get),
        search_transcripts=SearchTranscripts(FakeSearch(versions)),
    )


def _begun(versions: FakeVersions, tenant_id: UUID) -> UUID:
    begun = transcript("Hello their.", tenant_id=tenant_id)
    versions.begin(begun)
    return begun.recording_id


def _begun_in_memory(memory: MemoryRevisions) -> UUID:
    recording_id = new_id()
    memory.begin(recording_id, "Hello their.")
    return recording_id


def test_an_edit_makes_a_version_and_the_old_one_stays(owner: Owner) -> None:
    recording_id = owner.begin()
    edited = owner.revisions.edit(recording_id, 1, [WordChange(2, "replace", "there.")])
    assert (edited["version"], edited["clean"]) == (2, "Hello there.")
    assert owner.revisions.read(recording_id, NEWEST) == edited
    assert owner.revisions.read(recording_id, 1)["clean"] == "Hello their."
    listed = owner.revisions.versions(recording_id)["versions"]
    assert isinstance(listed, list)
    assert [(entry["version"], entry["origin"]) for entry in listed] == [(2, "edited"), (1, "recognized")]


def test_an_edit_of_an_older_version_is_refused(owner: Owner) -> None:
    recording_id = owner.begin()
    owner.revisions.edit(recording_id, 1, [WordChange(2, "replace", "there.")])
    with pytest.raises(Conflict) as refused:
        owner.revisions.edit(recording_id, 1, [WordChange(2, "replace", "them.")])
    assert refused.value.code == "transcript_changed"


def test_an_edit_of_a_word_that_there_is_not_is_refused(owner: Owner) -> None:
    with pytest.raises(InvalidInput) as refused:
        owner.revisions.edit(owner.begin(), 1, [WordChange(99, "replace", "there.")])
    assert refused.value.code == "invalid_edits"


def test_what_is_not_there_is_not_found(owner: Owner) -> None:
    for ask in (lambda: owner.revisions.read(new_id(), NEWEST), lambda: owner.revisions.versions(new_id())):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(NotFound) as refused:
        owner.revisions.read(owner.begin(), 2)
    assert refused.value.code == "transcript_version_not_found"


def test_what_the_engine_answered_comes_as_it_was(owner: Owner) -> None:
    answers = owner.revisions.raw(owner.begin())
    assert answers == [{"number": 1, "start_s": 0.0, "end_s": 1.0, "answer": {"text": "hello their"}}]
    with pytest.raises(NotFound):
        owner.revisions.raw(new_id())


def test_an_export_is_a_file_with_a_name(owner: Owner) -> None:
    recording_id = owner.begin()
    document = owner.revisions.export(recording_id, TranscriptFormat.VTT, TranscriptText.CLEAN, NEWEST)
    assert (document.media_type, document.filename) == ("text/vtt", f"transcript-{recording_id}.vtt")
    assert b"Hello their." in document.content


def test_a_search_goes_from_page_to_page(owner: Owner) -> None:
    begun = {str(owner.begin()) for _ in range(3)}
    first = owner.revisions.search("Hello", 2, "")
    second = owner.revisions.search("Hello", 2, first.following)
    assert {str(hit["recording_id"]) for page in (first, second) for hit in page.hits} == begun
    assert (first.hits[0]["text"], first.hits[0]["word_ids"]) == ("Hello their.", [1])
    assert second.following == ""
