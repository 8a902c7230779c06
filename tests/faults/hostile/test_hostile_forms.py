"""docs/hostile-inputs.md, rows 19, 25, 26: names of files, forms without end, numbers that are none."""

from collections.abc import Iterable

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders import audio_files
from tests.builders.inspection import count
from tests.builders.people import Person

FILE = b'Content-Disposition: form-data; name="file"; '
TITLE = b'Content-Disposition: form-data; name="title"'
NAMES: dict[str, bytes] = {
    "path": b'filename="../../etc/canary.wav"',
    "NUL": b'filename="canary\0.wav"',
    "bare LF": b'filename="canary\nX-Canary: 1.wav"',
    "CRLF in percent": b'filename="canary%0d%0aX-Canary: 1.wav"',
    "CRLF in RFC 5987": b"filename*=utf-8''canary%0D%0AX-Canary%3A%201.wav",
    "right to left": 'filename="canary\u202egpj.wav"'.encode(),
    "markup": b'filename="<script>canary</script>.html"',
    "a device": b'filename="CON.canary"',
    "3 KB": b'filename="' + b"canary" * 512 + b'"',
}
ROWS_WITH_IT = "SELECT count(*) FROM recordings WHERE id = %s AND recordings::text ILIKE %s"
NO_LIMITS = ("0", "-1", "101", str(2**63), "1e9", str(10**9), "true", "0x10", "", "NaN", "9" * 3000)


def form(parts: Iterable[tuple[bytes, bytes]], boundary: bytes = b"xyz") -> bytes:
    body = b"".join(b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, head, value) for head, value in parts)
    return body + b"--%s--\r\n" % boundary


def send(visitor: Person, body: bytes, boundary: str = "xyz") -> httpx.Response:
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return visitor.http.post("/v1/recordings", content=body, headers=headers)


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    assert problem["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.hostile(11, 19)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_file_is_kept_nowhere(platform: LocalPlatform, visitor: Person, name: str) -> None:
    """Downloads are called by the recording's id, and what is stored has a key of our own."""
    head = FILE + NAMES[name] + b"\r\nContent-Type: text/html"
    accepted = send(visitor, form([(head, audio_files.wav(0.1))]))
    assert accepted.status_code == 202, accepted.text
    recording_id = accepted.json()["id"]
    audio = visitor.http.get(f"/v1/recordings/{recording_id}/audio")
    assert audio.headers["Content-Type"] == "audio/wav"
    assert audio.headers["X-Content-Type-Options"] == "nosniff"
    assert audio.headers["Content-Disposition"] == f'attachment; filename="{recording_id}.wav"'
    told = f"{accepted.headers} {accepted.text} {audio.headers}"
    assert "canary" not in told.lower()
    assert count(platform, "ingest", ROWS_WITH_IT, recording_id, "%canary%") == 0
    assert [path for path in platform.folder.objects.rglob("*") if "canary" in path.name.lower()] == []


@pytest.mark.hostile(19)
@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        (b"a" * 10_000, 413, "too_large"),
        (b"a\r\nX-Canary: 1\r\nb", 400, "malformed_form"),
        (b"a\xff\xfe.wav", 400, "malformed_form"),
    ],
)
def test_a_head_that_is_none_is_refused(visitor: Person, name: bytes, status: int, code: str) -> None:
    parts = [(FILE + b'filename="' + name + b'"', audio_files.wav(0.1))]
    assert_problem(send(visitor, form(parts)), status, code)


@pytest.mark.hostile(23)
@pytest.mark.parametrize("title", ["a\r\nX-Canary: 1", "a\u202egpj", "a\0b", "\x1b[31ma"])
def test_a_title_is_plain_text(visitor: Person, title: str) -> None:
    parts = [(TITLE, title.encode()), (FILE + b'filename="a.wav"', audio_files.wav(0.1))]
    assert_problem(send(visitor, form(parts)), 422, "invalid_field")


@pytest.mark.hostile(26)
def test_forms_have_limits(visitor: Person) -> None:
    audio = (FILE + b'filename="a.wav"', audio_files.wav(0.1))
    assert_problem(send(visitor, form([(TITLE, b"x")] * 1001)), 413, "too_large")
    assert_problem(send(visitor, form([audio, *[(TITLE, b"x")] * 1000])), 413, "too_large")
    assert_problem(send(visitor, form([audio, (TITLE, b"x" * 600_000)])), 413, "too_large")
    assert_problem(send(visitor, form([audio], b"b" * 7000), "b" * 7000), 400, "malformed_form")
    assert_problem(send(visitor, form([audio])[:-9]), 400, "malformed_form")


@pytest.mark.hostile(26)
def test_after_a_refusal_the_next_upload_is_served(visitor: Person) -> None:
    """The proxy once sent it on the connection that the refusal had ended, and said 503."""
    audio = audio_files.wav(0.1)
    for _ in range(5):
        large = [(FILE + b'filename="a.wav"', audio), (TITLE, b"x" * 600_000)]
        assert_problem(send(visitor, form(large)), 413, "too_large")
        unread = form([(FILE + b'filename="a.wav"', bytes(20_000))])
        assert_problem(send(visitor, unread, "b" * 300), 400, "malformed_form")
        assert send(visitor, form([(FILE + b'filename="a.wav"', audio)])).status_code == 202


@pytest.mark.hostile(25)
@pytest.mark.parametrize("limit", NO_LIMITS)
def test_a_page_has_from_1_to_100_items(visitor: Person, limit: str) -> None:
    assert_problem(visitor.http.get("/v1/recordings", params={"limit": limit}), 422, "invalid_input")


@pytest.mark.hostile(25)
def test_a_page_has_one_size(visitor: Person) -> None:
    assert_problem(visitor.http.get("/v1/recordings?limit=5&limit=6"), 400, "malformed_request")
    assert visitor.http.get("/v1/recordings", params={"limit": "100"}).status_code == 200
