"""faster-whisper itself, on weights that hear one sentence in all sounds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.transcribe.adapters.outbound.recognizers.whisper.recognizer import Room, WhisperRecognizer
from services.transcribe.adapters.outbound.recognizers.whisper.source import WhisperSource
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import EngineNonsense, PieceLost
from services.transcribe.domain.audio import Span
from tests.builders.prepared_audio import noise, prepared
from tests.builders.remote_engines import a_task
from tests.builders.tiny_whisper import SAYS, write_tiny_whisper
from tests.builders.waiting import eventually

TIMEOUT_S = 60
ROOM = Room(processes=1, threads=1, idle_s=60.0)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_tiny_whisper(folder)
    return folder


@pytest.fixture(scope="module")
def whisper(models: Path) -> Iterator[WhisperRecognizer]:
    recognizer = WhisperRecognizer(models / "tiny.en", ROOM)
    yield recognizer
    recognizer.close()


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    return prepared(tmp_path_factory.mktemp("audio"), noise(4.0))


def test_words_have_times_confidence_and_punctuation(whisper: WhisperRecognizer, audio: LocalAudio) -> None:
    hearing = whisper.recognize(a_task(audio, Span(1.0, 4.0))).result(TIMEOUT_S)
    assert " ".join(word.written for word in hearing.words) == SAYS
    assert [word.text for word in hearing.words][:2] == ["good", "morning"]
    assert all(type(edge) is float for word in hearing.words for edge in (word.span.start_s, word.span.end_s))
    assert hearing.words[0].span.start_s < 1.5 < hearing.words[-1].span.start_s < 3.0
    assert hearing.words[-1].confidence > 0.9
    assert (hearing.language, hearing.cost_usd) == ("en", 0.0)
    assert hearing.raw["segments"]


def test_a_prompt_and_a_dialect_are_no_trouble(whisper: WhisperRecognizer, audio: LocalAudio) -> None:
    task = a_task(audio, language="en-GB", prompt="good morning", prompt_version=1)
    assert whisper.recognize(task).result(TIMEOUT_S).words


def test_more_words_than_can_be_said_are_nonsense(whisper: WhisperRecognizer, audio: LocalAudio) -> None:
    """A whisper that repeats itself, here by a piece that is far shorter than its sentence."""
    with pytest.raises(EngineNonsense, match="whisper"):
        whisper.recognize(a_task(audio, Span(0.0, -2.0))).result(TIMEOUT_S)


def test_a_model_leaves_memory_when_it_is_idle_and_comes_back(models: Path, audio: LocalAudio) -> None:
    recognizer = WhisperRecognizer(models / "tiny.en", Room(1, 1, idle_s=0.3))
    assert not recognizer.is_loaded()
    assert recognizer.recognize(a_task(audio)).result(TIMEOUT_S).words
    eventually(lambda: not recognizer.is_loaded())
    assert recognizer.recognize(a_task(audio)).result(TIMEOUT_S).words
    recognizer.close()
    assert not recognizer.is_loaded()


def test_weights_that_can_not_be_read_lose_the_piece(tmp_path: Path, audio: LocalAudio) -> None:
    model = write_tiny_whisper(tmp_path)
    (model / "model.bin").write_bytes(b"nonsense")
    recognizer = WhisperRecognizer(model, ROOM)
    with pytest.raises(PieceLost):
        recognizer.recognize(a_task(audio)).result(TIMEOUT_S)
    recognizer.close()


def test_a_model_is_at_hand_as_soon_as_its_weights_are_whole(tmp_path: Path) -> None:
    source = WhisperSource(tmp_path / "models", "small.en", ROOM)
    assert "make models MODEL=small.en" in source.missing
    write_tiny_whisper(tmp_path / "models")
    assert source.missing == ""
    assert list(source.models()) == ["tiny.en"]
    (tmp_path / "models/tiny.en/model.bin").unlink()
    assert source.missing


def test_the_configured_model_is_the_first(tmp_path: Path) -> None:
    for name in ("base.en", "small", "tiny.en"):
        write_tiny_whisper(tmp_path, name=name)
    source = WhisperSource(tmp_path, "small", ROOM)
    assert list(source.models()) == ["small", "base.en", "tiny.en"]
    assert source.capabilities("small").translates
    assert not source.capabilities("tiny.en").knows("de")
    assert source.recognizer("small") is source.recognizer("small")
    source.stop(1.0)
