"""Analyses made anew and takes compared, over HTTP, and answers that are sent with their question."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from services.ingest.application.ports.analyses import Renewal
from services.ingest.domain.brief import Brief
from tests.builders import audio_files
from tests.builders.ingest_service import OTHER_TOKEN, IngestService
from tests.builders.web_door import TOKEN

QUESTION = {
    "question": "Why do you want this job?",
    "job_role": "Data engineer",
    "skills": "Python, SQL",
    "key_points": "the team\nthe product",
}


def call(
    ingest: IngestService, method: str, path: str, body: object = None, token: str = TOKEN, **headers: str
) -> TestResponse:
    bearer = {"Authorization": f"Bearer {token}"}
    return ingest.app.test_client().open(
        f"/v1/recordings{path}", method=method, json=body, headers=bearer | headers
    )


def sent(ingest: IngestService, fields: Mapping[str, str]) -> TestResponse:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "audio/wav"}
    audio = audio_files.wav(1.0)
    return ingest.app.test_client().post(f"/v1/recordings?{urlencode(fields)}", data=audio, headers=headers)


@pytest.fixture
def analysed(ingest: IngestService) -> str:
    recording = str(sent(ingest, QUESTION).get_json()["id"])
    ingest.analyses.add(UUID(recording), {"measures": []})
    return recording


def test_an_answer_is_sent_with_its_question(ingest: IngestService) -> None:
    made = sent(ingest, QUESTION).get_json()

    assert made["question"] == QUESTION["question"]
    assert made["skills"] == ["Python", "SQL"]
    assert made["key_points"] == ["the team", "the product"]
    assert call(ingest, "GET", f"/{made['id']}").get_json()["job_role"] == "Data engineer"


@pytest.mark.parametrize(
    "fields",
    [
        {"question": "x" * 1_001},
        {"job_role": "line\nbreak"},
        {"skills": ",".join(f"skill {number}" for number in range(51))},
        {"key_points": "x" * 301},
        {"skills": "bell\x07"},
    ],
)
def test_what_is_too_much_of_a_question_is_refused(ingest: IngestService, fields: dict[str, str]) -> None:
    response = sent(ingest, fields)

    assert response.status_code == 422
    assert next(iter(fields)) in response.get_json()["detail"]


def test_a_version_is_promised_and_found_at_its_place(ingest: IngestService, analysed: str) -> None:
    promised = call(ingest, "POST", f"/{analysed}/analyses", {"analyses": ["pace"], "question": "Why us?"})

    assert (promised.status_code, promised.get_json()) == (202, {"version": 2})
    assert promised.headers["Location"] == f"/v1/recordings/{analysed}/analysis?version=2"
    assert ingest.analyses.renewals == [Renewal(("pace",), Brief("Why us?"))]


def test_who_prefers_to_wait_gets_the_analysis(ingest: IngestService, analysed: str) -> None:
    made = call(ingest, "POST", f"/{analysed}/analyses", {}, Prefer="wait=5")

    assert (made.status_code, made.get_json()["version"]) == (200, 2)
    assert made.headers["Preference-Applied"] == "wait=5"
    assert call(ingest, "GET", f"/{analysed}/analysis?version=1").get_json()["version"] == 1
    assert call(ingest, "GET", f"/{analysed}/analysis?version={2**31}").status_code == 422
    assert call(ingest, "GET", f"/{analysed}/analysis").get_json()["version"] == 2


def test_what_was_never_analysed_is_not_analysed_anew(ingest: IngestService) -> None:
    recording = sent(ingest, {}).get_json()["id"]
    refused = call(ingest, "POST", f"/{recording}/analyses", {})

    assert (refused.status_code, refused.get_json()["code"]) == (404, "no_analysis_yet")


@pytest.mark.parametrize(
    "body", [{"analyses": "pace"}, {"tenant_id": "x"}, {"skills": [""]}, {"question": 7}]
)
def test_a_wrong_wish_is_refused(ingest: IngestService, analysed: str, body: object) -> None:
    assert call(ingest, "POST", f"/{analysed}/analyses", body).status_code == 422
    assert ingest.analyses.renewals == []


def test_two_takes_are_compared(ingest: IngestService, analysed: str) -> None:
    other = sent(ingest, QUESTION).get_json()["id"]
    waiting = call(ingest, "GET", f"/{analysed}/compare/{other}")
    ingest.analyses.add(UUID(other), {"measures": []})

    assert (waiting.status_code, waiting.get_json()["code"]) == (404, "no_analysis_yet")
    assert call(ingest, "GET", f"/{analysed}/compare/{other}").get_json() == {"changes": []}


def test_nobody_else_s_recording_is_touched(ingest: IngestService, analysed: str) -> None:
    for method, path in (
        ("POST", f"/{analysed}/analyses"),
        ("GET", f"/{analysed}/compare/{analysed}"),
        ("GET", f"/{analysed}/analysis"),
    ):
        body = {} if method == "POST" else None
        assert call(ingest, method, path, body, OTHER_TOKEN).status_code == 404
    assert call(ingest, "GET", f"/{analysed}/compare/{new_id()}").status_code == 404
    assert ingest.analyses.renewals == []
