"""Prompts over HTTP: administrators look after them, nobody else sees them."""

from collections.abc import Mapping

import pytest
from werkzeug.test import TestResponse

from tests.builders.ingest_service import ADMIN_TOKEN, OTHER_TOKEN, IngestService

NEW = {"kind": "proofreading", "text": "Be careful."}


def ask(
    ingest: IngestService,
    method: str,
    path: str = "",
    body: Mapping[str, object] | None = None,
    token: str = ADMIN_TOKEN,
) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"}
    return ingest.app.test_client().open(f"/v1/prompts{path}", method=method, json=body, headers=headers)


def test_there_is_a_first_version_of_each(ingest: IngestService) -> None:
    listed = ask(ingest, "GET").get_json()["items"]
    assert [(prompt["kind"], prompt["version"], prompt["active"]) for prompt in listed] == [
        ("proofreading", 1, True),
        ("transcription", 1, True),
    ]
    only = ask(ingest, "GET", "?kind=transcription").get_json()["items"]
    assert [prompt["kind"] for prompt in only] == ["transcription"]


def test_a_new_version_counts_once_it_is_active(ingest: IngestService) -> None:
    created = ask(ingest, "POST", body=NEW)
    assert (created.status_code, created.get_json()["version"], created.get_json()["active"]) == (
        201,
        2,
        False,
    )
    activated = ask(ingest, "POST", "/proofreading/2/activate")
    assert (activated.status_code, activated.get_json()["active"]) == (200, True)
    listed = ask(ingest, "GET", "?kind=proofreading").get_json()["items"]
    assert [prompt["active"] for prompt in listed] == [True, False]


@pytest.mark.parametrize(
    "body", [{}, NEW | {"kind": "other"}, NEW | {"text": ""}, NEW | {"text": "x" * 4001}]
)
def test_wrong_prompts_are_refused(ingest: IngestService, body: dict[str, object]) -> None:
    assert ask(ingest, "POST", body=body).status_code == 422


@pytest.mark.parametrize(
    "path", ["/proofreading/9", "/other/1", "/proofreading/x", "/proofreading/99999999999"]
)
def test_what_there_is_not_is_not_found(ingest: IngestService, path: str) -> None:
    missing = ask(ingest, "POST", f"{path}/activate")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "prompt_not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("POST", "/proofreading/1/activate")]
)
def test_only_administrators_come_in(ingest: IngestService, method: str, path: str) -> None:
    assert ask(ingest, method, path, NEW).status_code in (200, 201)
    refused = ask(ingest, method, path, NEW, token=OTHER_TOKEN)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "role_required")
    assert ask(ingest, method, path, NEW, token="nonsense").status_code == 401
