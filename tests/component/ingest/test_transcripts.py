"""Versions of transcripts over HTTP: read, edited, taken away, searched."""

from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from tests.builders import audio_files
from tests.builders.ingest_service import OTHER_TOKEN, IngestService
from tests.builders.web_door import TOKEN

REPLACED = {"word_id": 2, "action": "replace", "text": "there."}


@pytest.fixture
def spoken(ingest: IngestService) -> str:
    """A recording with a transcript."""
    response = ingest.app.test_client().post(
        "/v1/recordings",
        data=audio_files.wav(1.0),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "audio/wav"},
    )
    recording_id = str(response.get_json()["id"])
    ingest.revisions.begin(UUID(recording_id), "Hello their.")
    return recording_id


def ask(ingest: IngestService, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:  # noqa: ANN401
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ingest.app.test_client().open(
        path, method=method, json=body, headers={"Authorization": f"Bearer {TOKEN}"} | named
    )


def transcript(recording_id: str) -> str:
    return f"/v1/recordings/{recording_id}/transcript"


def edit(ingest: IngestService, recording_id: str, *edits: dict[str, object], **headers: str) -> TestResponse:
    return ask(ingest, "PATCH", transcript(recording_id), {"edits": list(edits)}, **headers)


def test_an_edit_makes_a_new_version_with_a_tag_of_its_own(ingest: IngestService, spoken: str) -> None:
    read = ask(ingest, "GET", transcript(spoken))
    assert read.headers["ETag"] == '"v1"'
    edited = edit(ingest, spoken, REPLACED, If_Match=read.headers["ETag"])
    assert (edited.status_code, edited.headers["ETag"]) == (200, '"v2"')
    assert edited.get_json()["clean"] == "Hello there."
    assert ask(ingest, "GET", transcript(spoken)).get_json() == edited.get_json()
    assert ask(ingest, "GET", f"{transcript(spoken)}?version=1").get_json() == read.get_json()


def test_who_edits_what_somebody_else_has_edited_is_told(ingest: IngestService, spoken: str) -> None:
    assert edit(ingest, spoken, REPLACED, If_Match='"v1"').status_code == 200
    second = edit(ingest, spoken, REPLACED, If_Match='"v1"')
    assert (second.status_code, second.get_json()["code"]) == (412, "precondition_failed")
    assert edit(ingest, spoken, REPLACED).status_code == 200


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"edits": []}, "at least 1"),
        ({"edits": [REPLACED] * 1001}, "at most 1000"),
        ({"edits": [REPLACED | {"action": "translate"}]}, "'replace' or 'insert'"),
        ({"edits": [REPLACED | {"word_id": -1}]}, "greater than or equal to 0"),
        ({"edits": [REPLACED | {"word_id": 2**31}]}, "less than or equal to 2147483647"),
        ({"edits": [REPLACED | {"word_id": True}]}, "valid integer"),
        ({"edits": [REPLACED | {"text": "x" * 101}]}, "at most 100"),
        ({"edits": [REPLACED | {"start_s": 1.0}]}, "not known here"),
        ({}, "is required"),
    ],
)
def test_wrong_edits_are_refused(ingest: IngestService, spoken: str, body: object, told: str) -> None:
    refused = ask(ingest, "PATCH", transcript(spoken), body)
    assert refused.status_code == 422
    assert told in refused.get_json()["detail"]


def test_a_file_is_saved_under_its_name_in_its_own_type(ingest: IngestService, spoken: str) -> None:
    file = ask(ingest, "GET", f"{transcript(spoken)}?format=vtt&text=verbatim")
    assert file.content_type == "text/vtt; charset=utf-8"
    assert file.headers["Content-Disposition"] == f'attachment; filename="transcript-{spoken}.vtt"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.data == b"vtt verbatim Hello their."
    again = ask(
        ingest, "GET", f"{transcript(spoken)}?format=vtt&text=verbatim", If_None_Match=file.headers["ETag"]
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "query", ["format=docx", "text=raw&format=txt", "version=0", f"version={2**31}", "x=1"]
)
def test_what_there_is_not_is_refused(ingest: IngestService, spoken: str, query: str) -> None:
    assert ask(ingest, "GET", f"{transcript(spoken)}?{query}").status_code == 422


def test_a_version_that_there_is_not_is_not_found(ingest: IngestService, spoken: str) -> None:
    missing = ask(ingest, "GET", f"{transcript(spoken)}?version=7")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "transcript_version_not_found")


def test_versions_are_listed(ingest: IngestService, spoken: str) -> None:
    edit(ingest, spoken, REPLACED)
    listed = ask(ingest, "GET", f"{transcript(spoken)}/versions").get_json()
    assert [entry["version"] for entry in listed["versions"]] == [2, 1]
    assert listed["proofreading"] is None


def test_what_the_engine_answered_is_kept(ingest: IngestService, spoken: str) -> None:
    raw = ask(ingest, "GET", f"{transcript(spoken)}/raw").get_json()["items"]
    assert raw == [{"number": 1, "start_s": 0.0, "end_s": 1.0, "answer": {"text": "hello their"}}]


def test_proofreading_is_accepted_and_followed_in_the_list(ingest: IngestService, spoken: str) -> None:
    accepted = ask(ingest, "POST", f"{transcript(spoken)}/proofread")
    assert (accepted.status_code, accepted.headers["Location"]) == (202, f"{transcript(spoken)}/versions")
    assert ingest.revisions.proofreading == [UUID(spoken)]
    assert ask(ingest, "POST", f"{transcript(spoken)}/proofread").status_code == 409


def test_search_goes_from_page_to_page(ingest: IngestService) -> None:
    begun = {new_id() for _ in range(3)}
    for recording_id in begun:
        ingest.revisions.begin(recording_id, "some cheese")
    first = ask(ingest, "GET", "/v1/transcripts?query=cheese&limit=2")
    assert len(first.get_json()["items"]) == 2
    second = ask(ingest, "GET", first.headers["Link"].partition("<")[2].partition(">")[0])
    found = [item["recording_id"] for page in (first, second) for item in page.get_json()["items"]]
    assert set(found) == set(map(str, begun))
    assert second.get_json()["next_cursor"] is None


def test_a_cursor_belongs_to_one_query_of_one_tenant(ingest: IngestService) -> None:
    for _ in range(2):
        ingest.revisions.begin(new_id(), "some cheese")
    cursor = ask(ingest, "GET", "/v1/transcripts?query=cheese&limit=1").get_json()["next_cursor"]
    assert ask(ingest, "GET", f"/v1/transcripts?query=some&limit=1&cursor={cursor}").status_code == 422
    theirs = ask(
        ingest, "GET", f"/v1/transcripts?query=cheese&cursor={cursor}", Authorization=f"Bearer {OTHER_TOKEN}"
    )
    assert theirs.status_code == 422


@pytest.mark.parametrize("query", ["", "query=", "query=" + "x" * 201, "query=%00", "query=a&cursor=x"])
def test_wrong_searches_are_refused(ingest: IngestService, query: str) -> None:
    assert ask(ingest, "GET", f"/v1/transcripts?{query}").status_code in (400, 422)


def test_another_tenant_edits_nothing(ingest: IngestService, spoken: str) -> None:
    refused = edit(ingest, spoken, REPLACED, Authorization=f"Bearer {OTHER_TOKEN}")
    assert (refused.status_code, refused.get_json()["code"]) == (404, "recording_not_found")
    assert ask(ingest, "GET", transcript(spoken)).headers["ETag"] == '"v1"'
