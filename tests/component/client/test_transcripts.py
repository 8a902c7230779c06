"""Versions of transcripts through the SDK and the command line."""

from pathlib import Path

import pytest
from rostrum_client import RostrumClient, WordEdit
from rostrum_client.errors import Conflict

from tests.component.client.conftest import CommandLine
from tests.fakes.gateway_recordings import ID
from tests.fakes.gateway_server import Gateway

THERE: WordEdit = {"word_id": 2, "action": "replace", "text": "Hello there."}


def test_versions_are_read_corrected_and_listed(client: RostrumClient) -> None:
    transcripts = client.transcripts
    assert transcripts.read(ID)["clean"] == "Hello their."
    assert transcripts.edit(ID, [THERE], version=1)["version"] == 2
    assert client.transcript(ID)["clean"] == "Hello there."
    assert transcripts.read(ID, version=1)["clean"] == "Hello their."
    assert transcripts.versions(ID)["versions"] == [{"version": 2}, {"version": 1}]
    transcripts.proofread(ID)


def test_somebody_elses_edits_are_not_lost(client: RostrumClient) -> None:
    client.transcripts.edit(ID, [THERE], version=1)
    with pytest.raises(Conflict) as refused:
        client.transcripts.edit(ID, [THERE], version=1)
    assert refused.value.status == 412


def test_a_file_comes_as_it_is(client: RostrumClient) -> None:
    assert client.transcripts.file(ID, "srt") == b"srt clean"
    assert client.transcripts.file(ID, "vtt", text="verbatim") == b"vtt verbatim"


def test_a_search_goes_through_all_pages(client: RostrumClient) -> None:
    hits = list(client.transcripts.search("some cheese"))
    assert [(hit.segment_id, hit.text, hit.word_ids) for hit in hits] == [
        (1, "cheese 1", (1,)),
        (2, "cheese 2", (1,)),
    ]


def test_the_command_writes_a_transcript(logged_in: CommandLine, tmp_path: Path) -> None:
    assert logged_in("transcript", ID, "--format", "srt") == 0
    assert logged_in.out == "srt clean"
    target = tmp_path / "talk.vtt"
    assert logged_in("transcript", ID, "--format", "vtt", "--text", "verbatim", "-o", str(target)) == 0
    assert target.read_text() == "vtt verbatim"


def test_the_command_searches(logged_in: CommandLine, gateway: Gateway) -> None:
    assert logged_in("search", "some cheese", "--limit", "1") == 0
    assert "1:01" in logged_in.out
    assert "cheese 1" in logged_in.out
    assert "cheese 2" not in logged_in.out
    assert gateway.asked == ["some cheese"]
