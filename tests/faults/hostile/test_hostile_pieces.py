"""Uploads in pieces at the public door: lies about lengths, places, checksums and parts."""

import base64
import hashlib
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders import audio_files
from tests.builders.people import Person
from tests.builders.tus import TYPE, metadata

WAV = audio_files.wav(1.0)
NOBODYS = "/v1/uploads/01a1fc19-8701-73e4-9035-2b5799a69d1a"
RESUMABLE = {"Tus-Resumable": "1.0.0"}


def create(visitor: Person, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.http.post("/v1/uploads", headers=RESUMABLE | named)


def append(visitor: Person, place: str, offset: object, content: bytes, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    told = RESUMABLE | {"Content-Type": TYPE, "Upload-Offset": str(offset)} | named
    return visitor.http.patch(place, content=content, headers=told)


@pytest.fixture
def place(visitor: Person) -> str:
    made = create(visitor, Upload_Length=str(len(WAV)), Upload_Metadata=metadata(title="Hostile"))
    assert made.status_code == 201, made.text
    return made.headers["Location"]


@pytest.mark.hostile(20, 23, 25, 27)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload_Length": "1e9"},
        {"Upload_Length": "9" * 400},
        {"Upload_Length": "٣"},
        {"Upload_Length": "99", "Upload_Metadata": "title " + "A" * 3001},
        {"Upload_Length": "99", "Upload_Metadata": "title AA==,title AA=="},
        {"Upload_Length": "99", "Upload_Metadata": metadata(title="a\0b")},
        {"Upload_Length": "99", "Upload_Metadata": metadata(title="\u202egnp.exe")},
        {"Upload_Length": "99", "Upload_Metadata": metadata(user_id="x")},
        {"Upload_Length": "99", "Upload_Metadata": metadata(start="-1")},
        {"Upload_Concat": "final;" + " ".join([NOBODYS] * 40)},
        {"Upload_Concat": f"final;{NOBODYS}"},
        {"Upload_Concat": "final;../../etc/passwd"},
        {"Upload_Defer_Length": "2"},
    ],
)
def test_announcements_that_make_no_sense_are_refused(visitor: Person, headers: dict[str, str]) -> None:
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = create(visitor, **encoded)  # type: ignore[arg-type]
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.json()["code"]


@pytest.mark.hostile(20, 28)
@pytest.mark.parametrize(
    ("offset", "headers"),
    [
        (-1, {}),
        ("0x0", {}),
        (2**63, {}),
        (7, {}),
        (0, {"Upload_Length": "5"}),
        (0, {"Upload_Checksum": "md5 AAAA"}),
        (0, {"Upload_Checksum": "sha1 ===="}),
        (0, {"Upload_Checksum": "sha256 " + base64.b64encode(hashlib.sha256(b"x").digest()).decode()}),
        (0, {"Content_Encoding": "gzip"}),
    ],
)
def test_bytes_that_belong_nowhere_change_nothing(
    visitor: Person, place: str, offset: object, headers: dict[str, str]
) -> None:
    assert 400 <= append(visitor, place, offset, WAV, **headers).status_code < 500
    assert visitor.http.head(place, headers=RESUMABLE).headers["Upload-Offset"] == "0"
    assert append(visitor, place, 0, WAV).headers["Rostrum-Recording"]


def test_an_upload_is_for_its_owner_only(platform: LocalPlatform, visitor: Person, place: str) -> None:
    with Person(platform) as stranger:
        assert append(stranger, place, 0, WAV).status_code == 404
        assert stranger.http.head(place, headers=RESUMABLE).status_code == 404
        assert stranger.http.delete(place, headers=RESUMABLE).status_code == 404
        assert create(stranger, Upload_Concat=f"final;{place}").status_code == 409
    assert append(visitor, place, 0, WAV).status_code == 204


def test_a_method_is_not_overridden_elsewhere(visitor: Person, finished: str) -> None:
    override = {"X-HTTP-Method-Override": "DELETE"}
    assert visitor.http.post(f"/v1/recordings/{finished}", headers=override).status_code == 405
    assert visitor.http.get(f"/v1/recordings/{finished}").status_code == 200


def test_a_body_that_stops_coming_holds_nobody_else(
    platform: LocalPlatform, visitor: Person, place: str
) -> None:
    address = urlsplit(platform.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=10) as stalled:
        head = (
            f"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: {visitor.http.headers['Authorization']}\r\n"
            f"Tus-Resumable: 1.0.0\r\nContent-Type: {TYPE}\r\nUpload-Offset: 0\r\n"
            f"Content-Length: {len(WAV)}\r\n\r\n"
        )
        stalled.sendall(head.encode() + WAV[:100])
        assert visitor.http.head(place, headers=RESUMABLE).status_code == 200
        # Where the stalled one comes to its place second, it is the one that took the upload over.
        answers = [append(visitor, place, 0, WAV) for _ in range(2)]
        assert any("Rostrum-Recording" in answer.headers for answer in answers), answers[-1].text


@pytest.mark.parametrize(
    ("field", "value"), [("engine", "parrot"), ("language", "tlh"), ("model", "no-such")]
)
def test_what_no_engine_can_do_is_refused_with_a_list(visitor: Person, field: str, value: str) -> None:
    answer = visitor.http.post(
        "/v1/recordings", params={field: value}, content=WAV, headers={"Content-Type": "audio/wav"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    assert ("known are" if field == "engine" else "available are") in answer.json()["detail"]
