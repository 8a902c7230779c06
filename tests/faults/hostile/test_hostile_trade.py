"""docs/hostile-inputs.md at the doors of the trade: hostile files, forms, parameters and texts."""

import json
import time
from collections.abc import Iterator, Mapping

import httpx
import pytest

from tests.builders import audio_files
from tests.builders.hostile_files import NO_AUDIO
from tests.builders.people import Person

ANSWER_S = 5.0
"""The promise is 2 s; these machines run other tests beside."""
TRANSCRIBE, ASR, DETECT = "/v1/audio/transcriptions", "/asr", "/detect-language"
AT_THE_DOOR = ("1 playlist", "2 ffconcat", "11 SVG", "13 DOCX bomb", "17 PDF with a script")
UNDECODABLE = {
    "header only": audio_files.wav_header(0),
    "0 channels": audio_files.wav(0.5, channels=0),
    "half": audio_files.wav(0.5)[:30],
}
SPEECH = {"model": "tts-1", "voice": "alloy", "input": "Hello."}


def transcribe(visitor: Person, content: bytes, **fields: str) -> httpx.Response:
    form = {"model": "whisper-1"} | fields
    return visitor.http.post(TRANSCRIBE, data=form, files={"file": ("../../etc/canary.wav", content)})


def assert_error(answer: httpx.Response, status: int) -> str:
    """In the shape of OpenAI; returns the code."""
    error = answer.json()["error"]
    assert (answer.status_code, set(error)) == (status, {"message", "type", "param", "code"}), answer.text
    assert "canary" not in answer.text
    assert answer.headers["X-Request-Id"]
    return str(error["code"])


@pytest.mark.hostile(1, 2, 11, 13, 17)
@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_what_is_no_audio_is_refused_at_once(visitor: Person, name: str) -> None:
    content = NO_AUDIO[name]()
    begun = time.monotonic()
    assert assert_error(transcribe(visitor, content), 415) == "unsupported_container"
    asked = visitor.http.post(ASR, files={"audio_file": content})
    assert (asked.status_code, asked.json()["code"]) == (415, "unsupported_container")
    assert time.monotonic() - begun < 2 * ANSWER_S


@pytest.mark.parametrize("name", UNDECODABLE)
def test_what_can_not_be_decoded_is_told_as_the_fault_of_the_file(visitor: Person, name: str) -> None:
    code = assert_error(transcribe(visitor, UNDECODABLE[name]), 400)
    assert code in {"empty_audio", "corrupt_audio", "unsupported_audio", "recording_too_long"}


@pytest.mark.parametrize("samples", [b"\x00", b"\xff" * 999, bytes(64)])
def test_raw_samples_that_are_too_few_are_no_speech(visitor: Person, samples: bytes) -> None:
    answer = visitor.http.post(ASR, params={"encode": "false"}, files={"audio_file": samples})
    assert (answer.status_code, answer.json()["code"]) in {(422, "empty_audio"), (422, "corrupt_audio")}


@pytest.mark.hostile(22, 23, 25)
@pytest.mark.parametrize(
    "fields",
    [
        {"model": "x" * 100_000},
        {"model": "../../etc/passwd"},
        {"model": "pocketsphinx:' OR 1=1 --"},
        {"model": "whisper-1\x1b[31m"},
        {"language": "e\u202en"},
        {"language": "en" * 50_000},
        {"prompt": "a\x00b"},
        {"prompt": "x" * 100_000},
        {"temperature": "1e400"},
        {"temperature": "NaN"},
        {"start": "-1"},
        {"end": "9" * 400},
        {"start": "1e9", "end": "1"},
        {"response_format": "json\r\nX-Canary: 1"},
        {"timestamp_granularities[]": "word'; DROP TABLE recordings", "response_format": "verbose_json"},
        {"chunking_strategy": "[" * 50_000},
        {"chunking_strategy": '{"type":"server_vad","threshold":NaN}'},
        {"stream": "true", "response_format": "vtt"},
    ],
    ids=lambda fields: " ".join(fields) if isinstance(fields, Mapping) else "",
)
def test_a_field_that_is_an_attack_is_a_wrong_field(visitor: Person, fields: dict[str, str]) -> None:
    answer = transcribe(visitor, audio_files.wav(0.2), **fields)
    assert answer.status_code in {400, 404}, answer.text
    assert_error(answer, answer.status_code)
    assert len(answer.content) < 2_000


@pytest.mark.hostile(26)
def test_a_form_without_end_is_refused(visitor: Person) -> None:
    many: list[tuple[str, tuple[None, str]]] = [("keywords[]", (None, "x"))] * 1000
    answer = visitor.http.post(TRANSCRIBE, files=[("model", (None, "whisper-1")), *many])
    assert_error(answer, 413)
    deep = transcribe(visitor, audio_files.wav(0.2), **{f"a[{'b' * 60_000}]": "c"})
    assert deep.status_code in {200, 400, 413}


@pytest.mark.hostile(20, 28)
def test_a_body_that_lies_about_its_length_is_told_in_time(visitor: Person) -> None:
    def dripping() -> Iterator[bytes]:
        yield b'--xyz\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'

    headers = {"Content-Type": "multipart/form-data; boundary=xyz"}
    assert_error(visitor.http.post(TRANSCRIBE, content=dripping(), headers=headers), 400)
    compressed = headers | {"Content-Encoding": "gzip"}
    assert_error(visitor.http.post(TRANSCRIBE, content=b"\x1f\x8b" * 100, headers=compressed), 415)


@pytest.mark.hostile(21, 22, 23, 24, 25)
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"model":"tts-1","model":"tts-1","voice":"alloy","input":"a"}', 400),
        (b"[" * 100_000, 400),
        (b'{"input":"\\u0000","model":"tts-1","voice":"alloy"}', 400),
        (b'{"input":"\\ud800","model":"tts-1","voice":"alloy"}', 400),
        (b'{"input":"a","model":"tts-1","voice":"alloy","speed":NaN}', 400),
        (json.dumps(SPEECH | {"voice": "en-us+f5 --help"}).encode(), 400),
        (json.dumps(SPEECH | {"voice": {"id": "../../x"}}).encode(), 400),
        (json.dumps(SPEECH | {"speed": True}).encode(), 400),
        (json.dumps(SPEECH | {"input": "x" * 300_000}).encode(), 413),
    ],
)
def test_a_request_for_speech_is_read_strictly(visitor: Person, content: bytes, status: int) -> None:
    answer = visitor.http.post(
        "/v1/audio/speech", content=content, headers={"Content-Type": "application/json"}
    )
    assert_error(answer, status)


@pytest.mark.parametrize(
    "text",
    ["--out /etc/canary", "[pause 100000] a", "$(id) `id` ; id | id", "<speak><break time='999s'/>a</speak>",
     "[[haI]] \x1b[31m %s %n", "a" * 4096, "👋" * 2000 + "a"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_text_is_spoken_and_never_obeyed(visitor: Person, text: str) -> None:
    begun = time.monotonic()
    answer = visitor.http.post("/v1/audio/speech", json=SPEECH | {"input": text, "response_format": "opus"})
    assert answer.status_code in {200, 503}, answer.text
    if answer.status_code == 503:
        assert answer.json()["error"]["code"] == "voice_failed"
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    "path", [f"/v1/models/{name}" for name in ("..%2F..%2Fetc", "%00", "a" * 3000, "' OR 1=1")]
)
def test_a_model_that_is_none_does_not_exist(visitor: Person, path: str) -> None:
    answer = visitor.http.get(path)
    assert answer.status_code in {400, 404}, answer.text
    if "code" in answer.text and answer.headers["Content-Type"] == "application/json":
        assert_error(answer, answer.status_code)


def test_another_persons_recording_is_not_found_behind_a_key(visitor: Person, platform: object) -> None:
    key = {"Idempotency-Key": "mine-alone"}
    mine = visitor.http.post(
        TRANSCRIBE, data={"model": "whisper-1"}, files={"file": audio_files.wav(0.5)}, headers=key
    )
    with Person(platform) as other:  # type: ignore[arg-type]
        theirs = other.http.post(
            TRANSCRIBE, data={"model": "whisper-1"}, files={"file": audio_files.wav(0.5)}, headers=key
        )
        assert mine.headers["Location"] != theirs.headers["Location"]
        assert other.http.get(mine.headers["Location"]).status_code == 404
