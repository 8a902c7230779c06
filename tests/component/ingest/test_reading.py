"""Reading recordings and their results over HTTP, each tenant its own."""

import json
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from services.ingest.application.ports.results import Document, ReportFormat
from tests.builders import audio_files
from tests.builders.ingest_service import OTHER_TOKEN, IngestService
from tests.builders.web_door import TOKEN

WAV = audio_files.wav(1.0)


def ask(ingest: IngestService, method: str, path: str, token: str = TOKEN, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ingest.app.test_client().open(
        f"/v1/recordings{path}", method=method, headers={"Authorization": f"Bearer {token}"} | named
    )


def uploaded(ingest: IngestService, title: str = "") -> dict[str, Any]:
    response = ingest.app.test_client().post(
        f"/v1/recordings?title={title}",
        data=WAV,
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "audio/wav"},
    )
    assert response.status_code == 202
    return dict(response.get_json())


def test_a_recording_is_read_with_a_tag_that_saves_the_body(ingest: IngestService) -> None:
    made = uploaded(ingest)
    response = ask(ingest, "GET", f"/{made['id']}")
    assert response.get_json() == made
    again = ask(ingest, "GET", f"/{made['id']}", If_None_Match=response.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_the_list_pages_from_the_newest_to_the_oldest(ingest: IngestService) -> None:
    made = [uploaded(ingest, f"{number}")["id"] for number in range(5)]
    first = ask(ingest, "GET", "?limit=3")
    link = first.headers["Link"]
    assert link.endswith('rel="next"')
    second = ask(ingest, "GET", link.partition("<")[2].partition(">")[0].removeprefix("/v1/recordings"))
    listed = [item["id"] for page in (first, second) for item in page.get_json()["items"]]
    assert listed == made[::-1]
    assert second.get_json()["next_cursor"] is None


@pytest.mark.parametrize("query", ["?cursor=x", "?limit=0", "?limit=1000000000", "?limit=-1", "?page=2"])
def test_wrong_pages_are_refused(ingest: IngestService, query: str) -> None:
    assert ask(ingest, "GET", query).status_code == 422


def test_a_cursor_is_worth_nothing_to_another_tenant(ingest: IngestService) -> None:
    uploaded(ingest), uploaded(ingest)
    cursor = ask(ingest, "GET", "?limit=1").get_json()["next_cursor"]
    assert ask(ingest, "GET", f"?cursor={cursor}", token=OTHER_TOKEN).status_code == 422


@pytest.mark.parametrize(
    ("method", "suffix"),
    [
        ("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "/audio"), ("GET", "/events"),
        ("GET", "/transcript"), ("GET", "/transcript/versions"), ("GET", "/transcript/raw"),
        ("GET", "/transcript?format=srt"), ("POST", "/transcript/proofread"), ("GET", "/analysis"),
        ("GET", "/report"),
    ],
)  # fmt: skip
def test_another_tenants_recording_looks_like_none(ingest: IngestService, method: str, suffix: str) -> None:
    made = uploaded(ingest)
    fill_results(ingest, UUID(made["id"]))
    theirs = ask(ingest, method, f"/{made['id']}{suffix}", token=OTHER_TOKEN)
    nobodys = ask(ingest, method, f"/{new_id()}{suffix}", token=OTHER_TOKEN)
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.get_json()["code"] == nobodys.get_json()["code"]
    assert ask(ingest, method, f"/{made['id']}{suffix}", token="nonsense").status_code == 401
    assert ask(ingest, "GET", f"/{made['id']}").get_json() == made
    assert ask(ingest, "GET", "", token=OTHER_TOKEN).get_json()["items"] == []


@pytest.mark.parametrize("path", ["/not-an-id", "/..%2f..%2fetc", "/00000000-0000-0000-0000-00000000000g"])
def test_what_is_no_id_is_not_found(ingest: IngestService, path: str) -> None:
    assert ask(ingest, "GET", path).status_code == 404


def test_cancelling_stops_the_work_and_repeats(ingest: IngestService) -> None:
    made = uploaded(ingest)
    for _ in range(2):
        response = ask(ingest, "POST", f"/{made['id']}/cancel")
        assert (response.status_code, response.get_json()["status"]) == (200, "cancelled")
    assert ingest.event_types(made["id"]) == ["recording.received", "recording.cancelled"]


def test_deleting_takes_the_recording_away_at_once(ingest: IngestService) -> None:
    made = uploaded(ingest)
    assert ask(ingest, "DELETE", f"/{made['id']}", If_Match='"v9"').status_code == 412
    assert ask(ingest, "DELETE", f"/{made['id']}", If_Match='"v1"').status_code == 204
    for method in ("GET", "DELETE"):
        assert ask(ingest, method, f"/{made['id']}").status_code == 404
    assert ingest.event_types(made["id"]) == ["recording.received", "recording.deleted"]


class TestAudio:
    def test_all_of_it_to_be_saved_and_not_guessed_at(self, ingest: IngestService) -> None:
        made = uploaded(ingest)
        response = ask(ingest, "GET", f"/{made['id']}/audio")
        assert (response.status_code, response.data) == (200, WAV)
        assert response.headers["Content-Type"] == "audio/wav"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{made["id"]}.wav"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Accept-Ranges"] == "bytes"
        assert response.headers["ETag"] == f'"{made["sha256"]}"'

    @pytest.mark.parametrize(
        ("asked", "start", "stop"),
        [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=31000-", 31_000, None),
         ("bytes=-10", -10, None), ("bytes=32000-99999999", 32_000, None)],
    )  # fmt: skip
    def test_a_range_is_206(self, ingest: IngestService, asked: str, start: int, stop: int | None) -> None:
        made = uploaded(ingest)
        response = ask(ingest, "GET", f"/{made['id']}/audio", Range=asked)
        expected = WAV[start:stop]
        first = len(WAV) + start if start < 0 else start
        assert (response.status_code, response.data) == (206, expected)
        assert response.headers["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(WAV)}"
        assert int(response.headers["Content-Length"]) == len(expected)

    def test_a_range_outside_is_416(self, ingest: IngestService) -> None:
        made = uploaded(ingest)
        response = ask(ingest, "GET", f"/{made['id']}/audio", Range="bytes=99999999-")
        assert (response.status_code, response.get_json()["code"]) == (416, "range_not_satisfiable")

    @pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=x", "bytes=5-2"])
    def test_what_is_no_single_range_of_bytes_gives_the_whole(
        self, ingest: IngestService, asked: str
    ) -> None:
        made = uploaded(ingest)
        response = ask(ingest, "GET", f"/{made['id']}/audio", Range=asked)
        assert (response.status_code, response.data) == (200, WAV)

    def test_a_range_of_another_version_gives_the_whole(self, ingest: IngestService) -> None:
        made = uploaded(ingest)
        path = f"/{made['id']}/audio"
        other = ask(ingest, "GET", path, Range="bytes=0-9", If_Range='"older"')
        same = ask(ingest, "GET", path, Range="bytes=0-9", If_Range=f'"{made["sha256"]}"')
        assert (other.status_code, other.data) == (200, WAV)
        assert (same.status_code, same.data) == (206, WAV[:10])

    def test_who_has_it_already_gets_nothing(self, ingest: IngestService) -> None:
        made = uploaded(ingest)
        path, tag = f"/{made['id']}/audio", f'"{made["sha256"]}"'
        for headers in ({"If_None_Match": tag}, {"If_None_Match": tag, "Range": "bytes=0-9"}):
            response = ask(ingest, "GET", path, **headers)
            assert (response.status_code, response.data) == (304, b"")


def fill_results(ingest: IngestService, recording_id: UUID) -> None:
    ingest.revisions.begin(recording_id, "Grüß 日本.")
    ingest.analyses.add(recording_id, {"measures": [{"name": "articulation_rate", "value": 4.2}]})
    for kind, media_type in (
        (ReportFormat.JSON, "application/json"),
        (ReportFormat.MARKDOWN, "text/markdown"),
    ):
        content = b"{}" if kind is ReportFormat.JSON else b"# Report"
        ingest.results.reports[recording_id, kind] = Document(media_type, f"report.{kind.value}", content)


class TestResults:
    @pytest.mark.parametrize("what", ["transcript", "analysis", "report"])
    def test_what_is_not_there_yet_says_so(self, ingest: IngestService, what: str) -> None:
        response = ask(ingest, "GET", f"/{uploaded(ingest)['id']}/{what}")
        assert (response.status_code, response.get_json()["code"]) == (404, f"no_{what}_yet")
        assert "received" in response.get_json()["detail"]
        assert response.get_json()["retryable"] is True

    @pytest.mark.parametrize("what", ["transcript", "analysis", "report"])
    def test_what_a_cancelled_recording_has_not_it_will_never_have(
        self, ingest: IngestService, what: str
    ) -> None:
        made = uploaded(ingest)
        assert ask(ingest, "POST", f"/{made['id']}/cancel").status_code < 300
        response = ask(ingest, "GET", f"/{made['id']}/{what}")
        assert (response.status_code, response.get_json()["retryable"]) == (404, False)
        assert "is cancelled" in response.get_json()["detail"]

    def test_transcript_and_analysis_pass_through_as_json(self, ingest: IngestService) -> None:
        made = uploaded(ingest)
        fill_results(ingest, UUID(made["id"]))
        transcript = ask(ingest, "GET", f"/{made['id']}/transcript")
        assert json.loads(transcript.data)["clean"] == "Grüß 日本."
        assert ask(ingest, "GET", f"/{made['id']}/analysis").get_json()["measures"][0]["value"] == 4.2
        again = ask(ingest, "GET", f"/{made['id']}/transcript", If_None_Match=transcript.headers["ETag"])
        assert again.status_code == 304

    @pytest.mark.parametrize(
        ("query", "accept", "media_type"),
        [
            ("", "*/*", "application/json"),
            ("", "text/markdown", "text/markdown"),
            ("", "text/html;q=0.9,text/markdown;q=0.5", "text/markdown"),
            ("?format=markdown", "application/json", "text/markdown"),
            ("?format=json", "text/markdown", "application/json"),
        ],
    )
    def test_the_report_comes_as_asked(
        self, ingest: IngestService, query: str, accept: str, media_type: str
    ) -> None:
        made = uploaded(ingest)
        fill_results(ingest, UUID(made["id"]))
        response = ask(ingest, "GET", f"/{made['id']}/report{query}", Accept=accept)
        assert (response.status_code, response.mimetype) == (200, media_type)

    def test_a_format_that_there_is_not_is_refused(self, ingest: IngestService) -> None:
        assert ask(ingest, "GET", f"/{uploaded(ingest)['id']}/report?format=pdf").status_code == 422

    def test_what_is_measured_is_explained(self, ingest: IngestService) -> None:
        ingest.results.definitions = {"metrics": [{"name": "pace_cv"}]}
        client = ingest.app.test_client()
        told = client.get("/v1/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert told.get_json() == {"metrics": [{"name": "pace_cv"}]}
        assert client.get("/v1/metrics").status_code == 401
