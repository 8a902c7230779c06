"""The voice as a program: real sound in every format, and a text that stays a text."""

import shlex
import sys
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import av
import pytest

from chassis.processes import ChildPool
from deploy.local.environment import python
from services.ingest.adapters.outbound.voices.program_voice import ProgramVoice, encoder_pool
from services.ingest.application.ports.voices import VoiceFailed, VoiceMissing
from services.ingest.domain.speech import VOICES, AudioKind, utterance

PROGRAM = shlex.join(python("-m", "deploy.local.voice", "--engine", "espeak"))
TEXT = "Good morning, and thank you for coming."


@pytest.fixture(scope="module")
def encoders() -> Iterator[ChildPool]:
    pool = encoder_pool(2, deadline_s=60)
    yield pool
    pool.close()


@pytest.fixture
def voice(encoders: ChildPool, monkeypatch: pytest.MonkeyPatch) -> ProgramVoice:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
    return ProgramVoice(PROGRAM, encoders, deadline_s=60)


def duration_s(audio: bytes) -> float:
    with av.open(BytesIO(audio)) as media:
        return sum(frame.samples / frame.sample_rate for frame in media.decode(audio=0))


def spoken(voice: ProgramVoice, text: str = TEXT, speed: float = 1.0) -> float:
    return duration_s(voice.speak(utterance(text, "alloy", speed), AudioKind.WAV))


@pytest.mark.parametrize("kind", AudioKind)
def test_every_format_holds_the_same_speech(voice: ProgramVoice, kind: AudioKind) -> None:
    audio = voice.speak(utterance(TEXT, "alloy", 1.0), kind)
    seconds = len(audio) / 2 / 24_000 if kind is AudioKind.PCM else duration_s(audio)
    assert seconds == pytest.approx(spoken(voice), abs=0.1)


def test_wav_is_24_khz_mono(voice: ProgramVoice) -> None:
    audio = voice.speak(utterance(TEXT, "alloy", 1.0), AudioKind.WAV)
    with wave.open(BytesIO(audio)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)


@pytest.mark.parametrize("speed", [0.25, 0.5, 2.0, 4.0])
def test_the_speed_is_kept_from_end_to_end(voice: ProgramVoice, speed: float) -> None:
    assert spoken(voice) / spoken(voice, speed=speed) == pytest.approx(speed, rel=0.25)


def test_every_voice_speaks(voice: ProgramVoice) -> None:
    said = {name: voice.speak(utterance("Hello.", name, 1.0), AudioKind.PCM) for name in VOICES}
    assert len(set(said.values())) == len(VOICES)


@pytest.mark.parametrize(
    "text",
    [
        "--help",
        "--voice nobody",
        "[pause 1000] Hello",
        "$(touch spoken) `ls`; ls | x",
        "<break time='99s'/> a",
    ],
)
def test_a_text_is_said_and_never_obeyed(voice: ProgramVoice, text: str) -> None:
    assert 0.2 < spoken(voice, text) < 20


def test_what_has_no_sound_is_a_failure_of_the_voice_alone(voice: ProgramVoice) -> None:
    with pytest.raises(VoiceFailed):
        spoken(voice, "\u200b.")
    assert spoken(voice, "Schöne Grüße 👋") > 0.2


def test_without_a_program_or_its_package_there_is_no_voice(encoders: ChildPool) -> None:
    not_installed = shlex.join([sys.executable, "-c", "import os, sys; sys.exit(os.EX_UNAVAILABLE)"])
    for program in ("", "/no/such/program --engine x", not_installed):
        with pytest.raises(VoiceMissing):
            spoken(ProgramVoice(program, encoders, deadline_s=5))


@pytest.mark.parametrize(
    "body",
    [
        "import time; time.sleep(60)",
        "raise SystemExit(1)",
        "pass",
        "open(__import__('sys').argv[3], 'w').write('x')",
    ],
)
def test_a_program_that_hangs_or_makes_no_sound_is_a_failure(encoders: ChildPool, body: str) -> None:
    program = shlex.join([sys.executable, "-c", body])
    with pytest.raises(VoiceFailed):
        spoken(ProgramVoice(program, encoders, deadline_s=1))


def test_the_program_gets_nothing_of_our_settings(
    encoders: ChildPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_SECRETS_DIR", "/secrets")
    seen = tmp_path / "seen"
    body = f"import os; open({str(seen)!r}, 'w').write(' '.join(os.environ))"
    with pytest.raises(VoiceFailed):
        spoken(ProgramVoice(shlex.join([sys.executable, "-c", body]), encoders, deadline_s=5))
    assert "ROSTRUM" not in seen.read_text()
