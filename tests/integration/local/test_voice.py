"""The offline voice makes the sound that tests and the demo rely on."""

import subprocess
import wave
from array import array
from pathlib import Path

import pytest

from deploy.local.demo_talk import TALK, written_text
from deploy.local.environment import python, python_environment
from tests.builders.speech import Speech


def duration_s(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_a_pause_in_the_text_is_exactly_that_silence(speech: Speech) -> None:
    without = duration_s(speech.say("Hello there. [pause 0] How are you?"))
    with_pause = duration_s(speech.say("Hello there. [pause 1.25] How are you?"))
    assert with_pause - without == pytest.approx(1.25, abs=0.001)


def test_the_edges_are_not_silent(speech: Speech) -> None:
    with wave.open(str(speech.say("Hello there."))) as file:
        samples = array("h", file.readframes(file.getnframes()))
    assert abs(samples[0]) > 100
    assert max(samples) > 5_000


def test_the_rate_is_heard(speech: Speech) -> None:
    sentence = "Speak slowly, and let a pause do its work."
    assert duration_s(speech.say(sentence, rate=110)) > 1.3 * duration_s(speech.say(sentence, rate=180))


def test_the_same_words_are_spoken_once(speech: Speech) -> None:
    assert speech.say("Once.") == speech.say("Once.")


def test_the_built_in_talk_lasts_twenty_to_thirty_seconds(speech: Speech) -> None:
    assert 20 <= duration_s(speech.say(TALK)) <= 30


def test_the_written_text_of_the_talk_has_no_marks() -> None:
    text = written_text()
    assert "[" not in text
    assert "um" not in text.split()


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [(("--voice", "no-such-voice", "hello"), "no voice"), (("[pause 1]",), "nothing to say")],
)
def test_what_cannot_be_spoken_is_told(tmp_path: Path, arguments: tuple[str, ...], cause: str) -> None:
    result = subprocess.run(
        python(
            "-m", "deploy.local.voice", "--engine", "espeak", "--out", str(tmp_path / "x.wav"), *arguments
        ),
        env=python_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert cause in result.stderr
    assert "Traceback" not in result.stderr
