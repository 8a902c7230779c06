"""Uploads in pieces: tus 1.0, over HTTP, on a real database and store."""

import hashlib
from base64 import b64encode
from itertools import pairwise

import pytest
from werkzeug.test import TestResponse

from chassis.clock import new_id
from services.ingest.application.ports.records import Cause
from tests.builders import audio_files
from tests.builders.ingest_service import OTHER_TOKEN, IngestService
from tests.builders.tus import TYPE, Tus, metadata

WAV = audio_files.wav(2.0)


@pytest.fixture
def tus(ingest: IngestService) -> Tus:
    return Tus(ingest.app.test_client())


def code_of(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json(force=True)["code"]


def test_what_is_spoken_is_told_to_anybody(ingest: IngestService) -> None:
    told = ingest.app.test_client().options("/v1/uploads")
    assert told.status_code == 204
    assert told.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "checksum", "concatenation"} <= set(told.headers["Tus-Extension"].split(","))
    assert (told.headers["Tus-Checksum-Algorithm"], "Tus-Resumable" in told.headers) == ("sha1,sha256", False)
    assert int(told.headers["Tus-Max-Size"]) == 2 * 1024**3


def test_pieces_become_the_recording_that_was_described(tus: Tus, ingest: IngestService) -> None:
    described = metadata(title="Talk", transcript_only="true", filename="../x.wav", filetype="audio/wav")
    place = tus.create(len(WAV), Upload_Metadata=described).headers["Location"]
    half = len(WAV) // 2
    first = tus.append(place, 0, WAV[:half])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(half))
    assert "Rostrum-Recording" not in first.headers
    standing = tus.find(place)
    assert (standing.headers["Upload-Offset"], standing.headers["Upload-Length"]) == (
        str(half),
        str(len(WAV)),
    )
    assert (standing.headers["Upload-Metadata"], standing.headers["Cache-Control"]) == (described, "no-store")
    assert "GMT" in standing.headers["Upload-Expires"]
    last = tus.append(place, half, WAV[half:])
    recording = tus.get(last.headers["Rostrum-Recording"]).get_json()
    assert (recording["title"], recording["transcript_only"]) == ("Talk", True)
    assert recording["sha256"] == hashlib.sha256(WAV).hexdigest()
    assert tus.get(recording["links"]["audio"]).data == WAV
    assert ingest.event_types(recording["id"]) == ["recording.received"]
    assert [found.key for found in ingest.store.list("") if "/uploads/" in found.key] == []
    assert tus.find(place).headers["Rostrum-Recording"] == last.headers["Rostrum-Recording"]


def test_the_first_bytes_may_come_with_the_creation(tus: Tus) -> None:
    made = tus.create(len(WAV), data=WAV, Content_Type=TYPE)
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, str(len(WAV)))
    assert tus.get(made.headers["Rostrum-Recording"]).status_code == 200


def test_a_creation_whose_first_bytes_are_refused_leaves_nothing(tus: Tus, ingest: IngestService) -> None:
    page = b"<html>" + b" " * 70_000
    refused = tus.create(len(page), data=page, Content_Type=TYPE)
    assert code_of(refused) == (415, "unsupported_container")
    assert ingest.rows("SELECT id FROM uploads") == []
    assert list(ingest.store.list("")) == []


def test_what_is_said_of_a_part_is_kept_word_for_word_and_not_looked_at(tus: Tus) -> None:
    described = metadata(title="\0")
    place = tus.create(9, Upload_Concat="partial", Upload_Metadata=described).headers["Location"]
    assert tus.find(place).headers["Upload-Metadata"] == described


def test_the_length_may_be_told_later_and_once(tus: Tus) -> None:
    place = tus.create(Upload_Defer_Length="1").headers["Location"]
    tus.append(place, 0, WAV[:100])
    assert tus.find(place).headers["Upload-Defer-Length"] == "1"
    told = tus.append(place, 100, WAV[100:200], Upload_Length=str(len(WAV)))
    assert "Rostrum-Recording" not in told.headers
    changed = tus.append(place, 200, b"", Upload_Length="300")
    assert code_of(changed) == (422, "upload_length_changed")
    assert "Rostrum-Recording" in tus.append(place, 200, WAV[200:]).headers


def test_parts_sent_side_by_side_are_put_together(tus: Tus, ingest: IngestService) -> None:
    cuts = [0, 10_000, 30_000, len(WAV)]
    parts = [WAV[start:stop] for start, stop in pairwise(cuts)]
    places = [
        tus.create(len(part), Upload_Concat="partial", data=part, Content_Type=TYPE).headers["Location"]
        for part in parts
    ]
    assert tus.find(places[0]).headers["Upload-Concat"] == "partial"
    made = tus.create(Upload_Concat=f"final;{places[0]} http://x{places[1]} {places[2]}")
    assert made.status_code == 201, made.data
    recording = tus.get(made.headers["Rostrum-Recording"]).get_json()
    assert recording["sha256"] == hashlib.sha256(WAV).hexdigest()
    assert code_of(tus.append(made.headers["Location"], len(WAV), b"more")) == (403, "upload_is_final")
    assert [found.key for found in ingest.store.list("") if "/uploads/" in found.key] == []


def test_a_final_needs_complete_parts_of_ones_own(tus: Tus) -> None:
    whole = tus.create(10).headers["Location"]
    unfinished = tus.create(10, Upload_Concat="partial").headers["Location"]
    for place in (whole, unfinished, "/v1/uploads/01a1fc19-8701-73e4-9035-2b5799a69d1a"):
        assert code_of(tus.create(Upload_Concat=f"final;{place}")) == (409, "partials_unfinished")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_bytes_count_only_with_the_checksum_that_came_with_them(tus: Tus, algorithm: str) -> None:
    place = tus.create(len(WAV)).headers["Location"]
    right = f"{algorithm} {b64encode(hashlib.new(algorithm, WAV).digest()).decode()}"
    wrong = tus.append(place, 0, WAV[:-1] + b"x", Upload_Checksum=right)
    assert code_of(wrong) == (460, "checksum_mismatch")
    assert tus.find(place).headers["Upload-Offset"] == "0"
    assert "Rostrum-Recording" in tus.append(place, 0, WAV, Upload_Checksum=right).headers


def test_an_upload_that_is_given_up_is_gone_with_its_bytes(tus: Tus, ingest: IngestService) -> None:
    place = tus.create(len(WAV)).headers["Location"]
    tus.append(place, 0, WAV[:1000])
    assert tus.abandon(place).status_code == 204
    assert list(ingest.store.list("")) == []
    for again in (tus.find(place), tus.append(place, 1000, b"x"), tus.abandon(place)):
        assert again.status_code == 404


def test_a_client_that_can_not_send_a_method_says_it_in_a_header(tus: Tus) -> None:
    place = tus.create(len(WAV)).headers["Location"]
    headers = {"X-HTTP-Method-Override": "PATCH", "Content-Type": TYPE, "Upload-Offset": "0"}
    sent = tus.client.post(place, data=WAV, headers=tus.headers(headers))
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, str(len(WAV)))


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "tus_version_unsupported"),
        ({"Upload-Length": "-1"}, 400, "malformed_tus_header"),
        ({"Upload-Length": "9" * 20}, 400, "malformed_tus_header"),
        ({"Upload-Length": str(2 * 1024**3 + 1)}, 413, "upload_too_large"),
        ({"Upload-Length": "0"}, 422, "empty_upload"),
        ({"Upload-Length": "9", "Upload-Defer-Length": "1"}, 400, "malformed_tus_header"),
        ({"Upload-Length": "9", "Upload-Metadata": "title ###"}, 400, "malformed_tus_header"),
        ({"Upload-Length": "9", "Upload-Metadata": "title /w=="}, 400, "malformed_tus_header"),
        ({"Upload-Length": "9", "Upload-Metadata": "tenant_id eA=="}, 422, "invalid_field"),
        ({"Upload-Length": "9", "Upload-Metadata": "engine cGFycm90"}, 422, "invalid_field"),
        ({"Upload-Concat": "final;"}, 400, "malformed_tus_header"),
        ({"Upload-Concat": "final;/v1/uploads/x"}, 400, "malformed_tus_header"),
        ({"Upload-Concat": "whole"}, 400, "malformed_tus_header"),
    ],
)
def test_what_is_wrong_is_said_and_makes_nothing(
    tus: Tus, ingest: IngestService, headers: dict[str, str], status: int, code: str
) -> None:
    refused = tus.client.post("/v1/uploads", headers=tus.headers(headers))
    assert code_of(refused) == (status, code)
    assert refused.headers["Tus-Resumable"] == "1.0.0"
    assert refused.headers.get("Tus-Version") == ("1.0.0" if status == 412 else None)
    assert ingest.rows("SELECT id FROM uploads") == []


def test_bytes_for_another_place_of_another_kind_or_too_many_are_refused(tus: Tus) -> None:
    place = tus.create(len(WAV)).headers["Location"]
    assert code_of(tus.append(place, 5, WAV)) == (409, "upload_offset_conflict")
    assert code_of(tus.append(place, 0, WAV + b"x")) == (413, "upload_length_exceeded")
    assert tus.append(place, 0, WAV, Content_Type="audio/wav").status_code == 415
    assert tus.find(place).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize("size", [1, 70_000])
def test_what_is_no_audio_is_refused_as_soon_as_it_shows(tus: Tus, ingest: IngestService, size: int) -> None:
    page = b"<html>" + b" " * 70_000
    place = tus.create(len(page)).headers["Location"]
    if size == 1:
        tus.append(place, 0, page[:1])
        assert code_of(tus.append(place, 1, page[1:])) == (415, "unsupported_container")
        assert tus.find(place).status_code == 404
    else:
        assert code_of(tus.append(place, 0, page)) == (415, "unsupported_container")
        assert tus.find(place).headers["Upload-Offset"] == "0"
    assert list(ingest.store.list("")) == []


def test_another_tenants_upload_is_none(tus: Tus, ingest: IngestService) -> None:
    place = tus.create(len(WAV)).headers["Location"]
    stranger = Tus(ingest.app.test_client(), OTHER_TOKEN)
    for seen in (stranger.find(place), stranger.append(place, 0, WAV), stranger.abandon(place)):
        assert seen.status_code == 404
    assert tus.find(place).status_code == 200
    nobody = ingest.app.test_client().head(place, headers={"Tus-Resumable": "1.0.0"})
    assert nobody.status_code == 401


def test_a_creation_that_is_repeated_gives_the_first_upload(tus: Tus, ingest: IngestService) -> None:
    first = tus.create(len(WAV), Idempotency_Key="k")
    assert tus.create(len(WAV), Idempotency_Key="k").headers["Location"] == first.headers["Location"]
    assert code_of(tus.create(9, Idempotency_Key="k")) == (422, "idempotency_key_reused")
    assert len(ingest.rows("SELECT id FROM uploads")) == 1


def test_a_deleted_user_leaves_no_bytes_and_sends_no_more(tus: Tus, ingest: IngestService) -> None:
    place = tus.create(len(WAV)).headers["Location"]
    tus.append(place, 0, WAV[:1000])
    ingest.worker.purge_tenant(Cause("test", new_id(), ingest.user.tenant_id), ingest.user.user_id)
    assert list(ingest.store.list("")) == []
    assert ingest.rows("SELECT id FROM uploads") == []
    assert tus.append(place, 1000, WAV[1000:]).status_code == 404
    assert code_of(tus.create(9)) == (401, "account_deleted")


def test_a_deleted_recording_takes_its_upload_along(tus: Tus, ingest: IngestService) -> None:
    place = tus.create(len(WAV), data=WAV, Content_Type=TYPE).headers["Location"]
    recording = tus.find(place).headers["Rostrum-Recording"]
    assert tus.client.delete(recording, headers=tus.headers({})).status_code == 204
    assert tus.find(place).status_code == 404
