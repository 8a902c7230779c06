"""What every recogniser promises: embedded ones, those behind an API on servers that speak it, the fake."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from services.transcribe.adapters.outbound.recognizers.pocketsphinx.recognizer import PocketSphinxRecognizer
from services.transcribe.adapters.outbound.recognizers.whisper.recognizer import Room, WhisperRecognizer
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import Hearing, SpeechRecognizer, Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.reference import read_reference
from tests.builders.prepared_audio import RATE, noise, prepared, samples_of, silence
from tests.builders.remote_engines import a_task, installed
from tests.builders.speech import Speech
from tests.builders.tiny_whisper import write_tiny_whisper
from tests.fakes.speech_recognizer import FakeRecognizer, says

SENTENCE = "good morning and thank you for coming"
TIMEOUT_S = 60
MILLISECOND = 0.001


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    folder = tmp_path_factory.mktemp("speech")
    return prepared(folder, samples_of(Speech(folder).say(SENTENCE)))


@pytest.fixture(scope="module")
def pocketsphinx() -> Iterator[SpeechRecognizer]:
    recognizer = PocketSphinxRecognizer(2)
    recognizer.start()
    yield recognizer
    recognizer.stop(5.0)


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechRecognizer]:
    weights = write_tiny_whisper(tmp_path_factory.mktemp("weights"), SENTENCE)
    recognizer = WhisperRecognizer(weights, Room(processes=1, threads=1, idle_s=60.0))
    yield recognizer
    recognizer.close()


@pytest.fixture(scope="module")
def openai() -> Iterator[SpeechRecognizer]:
    with installed("openai", says=SENTENCE) as engine:
        yield engine.recognizer


@pytest.fixture(scope="module")
def assemblyai() -> Iterator[SpeechRecognizer]:
    with installed("assemblyai", says=SENTENCE) as engine:
        yield engine.recognizer


@pytest.fixture
def fake() -> SpeechRecognizer:
    return FakeRecognizer(says(SENTENCE))


@pytest.fixture(params=["fake", "pocketsphinx", "whisper", "openai", "assemblyai"])
def recognizer(request: pytest.FixtureRequest) -> SpeechRecognizer:
    chosen: SpeechRecognizer = request.getfixturevalue(request.param)
    return chosen


def whole(audio: LocalAudio) -> Span:
    return Span(0.0, audio.duration_s)


def hear(recognizer: SpeechRecognizer, task: Task) -> Hearing:
    return recognizer.recognize(task).result(TIMEOUT_S)


def check_order(hearing: Hearing, span: Span) -> None:
    edges = [edge for word in hearing.words for edge in (word.span.start_s, word.span.end_s)]
    assert edges == sorted(edges)
    assert all(span.start_s - MILLISECOND <= edge <= span.end_s + MILLISECOND for edge in edges)
    for word in hearing.words:
        assert 0.0 <= word.confidence <= 1.0
        assert word.syllables >= 0
        assert word.text == word.text.lower().strip()


def test_words_come_in_order_within_the_piece(recognizer: SpeechRecognizer, spoken: LocalAudio) -> None:
    hearing = hear(recognizer, a_task(spoken, whole(spoken)))
    assert hearing.words
    check_order(hearing, whole(spoken))


def test_times_count_from_the_start_of_the_recording(
    recognizer: SpeechRecognizer, spoken: LocalAudio, tmp_path: Path
) -> None:
    late = prepared(tmp_path, np.concatenate((silence(5.0), samples_of(spoken.path))))
    span = Span(5.0, late.duration_s)
    hearing = hear(recognizer, a_task(late, span))
    assert hearing.words
    check_order(hearing, span)


def test_many_pieces_may_be_asked_for_at_once(recognizer: SpeechRecognizer, spoken: LocalAudio) -> None:
    futures = [recognizer.recognize(a_task(spoken, whole(spoken))) for _ in range(2 * recognizer.slots + 1)]
    hearings = [future.result(TIMEOUT_S) for future in futures]
    assert all(hearing.words == hearings[0].words for hearing in hearings)


def test_a_text_is_heard_where_it_is_read(recognizer: SpeechRecognizer, spoken: LocalAudio) -> None:
    reference = read_reference("Good morning, and thank you for coming.")
    hearing = hear(recognizer, a_task(spoken, whole(spoken), reference))
    assert [word.text for word in hearing.words] == SENTENCE.split()


def test_it_names_itself_and_its_languages(recognizer: SpeechRecognizer) -> None:
    assert recognizer.engine.name
    assert recognizer.engine.version
    assert recognizer.capabilities.knows("en")
    assert recognizer.slots > 0


@pytest.mark.parametrize(
    "samples",
    [silence(2.0), silence(1 / RATE), noise(2.0), np.ones(RATE), noise(0.02), noise(1.0, 1e-4)],
    ids=["silence", "one-sample", "noise", "constant", "a-moment", "faint-noise"],
)
def test_sound_without_words_is_heard_without_trouble(
    pocketsphinx: SpeechRecognizer, tmp_path: Path, samples: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> None:
    audio = prepared(tmp_path, samples)
    for reference in (None, read_reference("Some text that was to be read.")):
        hearing = hear(pocketsphinx, a_task(audio, whole(audio), reference))
        check_order(hearing, whole(audio))
        assert all(math.isfinite(word.confidence) for word in hearing.words)


def test_a_text_of_unknown_or_unspeakable_words_does_no_harm(
    pocketsphinx: SpeechRecognizer, spoken: LocalAudio
) -> None:
    for text in ("Xyzzyx plugh frobnicators!", "123 456", "zzz", "a " * 2000):
        hearing = hear(pocketsphinx, a_task(spoken, whole(spoken), read_reference(text)))
        check_order(hearing, whole(spoken))
