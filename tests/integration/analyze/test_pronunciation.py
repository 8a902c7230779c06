"""Pronunciation with the real aligner and the committed judges, on speech made while the test runs."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from services.analyze.adapters.outbound.processes.child_analysts import ChildAnalysts
from services.analyze.adapters.outbound.pronunciation.reader import read_aloud, read_file
from services.analyze.domain.material import Material, Span
from services.analyze.domain.pronunciation.passages import HeardWord, Transcribed
from tests.builders.analyze_material import by_name, spoken, words_of
from tests.builders.prepared_audio import RATE, noise, prepared, samples_of, silence
from tests.builders.speech import Speech

SENTENCE = "A good talk has one idea that people take home."
OTHER = "Nobody remembers every number on your slides."
WRONG = "Seventy purple elephants juggled quietly beneath."


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    return Speech(tmp_path_factory.mktemp("speech"))


@pytest.fixture(scope="module")
def sentence(speech: Speech, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("said"), samples_of(speech.say(SENTENCE, rate=140))).path


def test_every_word_has_its_place_and_its_phones(sentence: Path) -> None:
    told = read_file(sentence, SENTENCE)
    assert told is not None
    assert [word.word for word in told.words] == SENTENCE.lower().rstrip(".").split()
    assert [word.reference_index for word in told.words] == list(range(10))
    edges = [edge for word in told.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert edges[-1] <= soundfile.info(sentence).duration + 0.05
    good = told.words[1]
    assert (good.phonemes[0].phoneme, good.phonemes[0].ipa) == ("G", "ɡ")


def test_the_same_reading_has_the_same_scores_to_the_last_digit(sentence: Path) -> None:
    assert repr(read_file(sentence, SENTENCE)) == repr(read_file(sentence, SENTENCE))


def test_a_text_that_was_not_read_scores_far_below_the_one_that_was(sentence: Path) -> None:
    right, wrong = read_file(sentence, SENTENCE), read_file(sentence, WRONG)
    assert right is not None
    assert wrong is None or wrong.accuracy_score < right.accuracy_score - 10


def test_words_that_no_dictionary_has_are_scored_too(sentence: Path) -> None:
    told = read_file(sentence, SENTENCE.replace("talk", "tawlk"))
    assert told is not None
    assert told.words[2].phonemes


@pytest.mark.parametrize("kind", ["silence", "noise", "nan", "click", "empty"])
def test_sound_without_speech_breaks_nothing(tmp_path: Path, kind: str) -> None:
    samples = {
        "silence": silence(2),
        "noise": noise(2),
        "nan": np.full(2 * RATE, np.nan),
        "click": np.eye(1, 2 * RATE)[0],
        "empty": silence(0),
    }[kind]
    path = tmp_path / "audio.wav"
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    told = read_file(path, SENTENCE)
    assert told is None or np.isfinite(told.pron_score)


def test_a_long_reading_is_found_sentence_by_sentence(speech: Speech, tmp_path: Path) -> None:
    sentences = [SENTENCE, OTHER, "When you pause before the point everybody listens."]
    spoken_texts = [samples_of(speech.say(text, rate=140)) for text in sentences]
    pieces, words, at = [], [], 0.0
    for text, samples in zip(sentences, spoken_texts, strict=True):
        for number, word in enumerate(text.lower().rstrip(".").split()):
            start = at + 0.1 + number * (len(samples) / RATE - 0.2) / len(text.split())
            words.append(HeardWord(word, start, start + 0.2))
        pieces += [samples, silence(0.5)]
        at += len(samples) / RATE + 0.5
    audio = prepared(tmp_path, np.concatenate(pieces))
    whole = read_aloud(audio.path, " ".join(sentences), Transcribed(words, 0.0, at - 0.5))
    assert whole is not None
    assert whole.completeness_score == 100.0
    assert len(whole.words) == len(words)
    for told, heard in zip(whole.words, words, strict=True):
        assert told.start_s == pytest.approx(heard.start_s, abs=1.0)  # which were spread evenly


def _material(audio: Path, text: str, status: str = "read") -> Material:
    seconds = soundfile.info(audio).duration
    material = spoken(samples_of(audio).astype(np.float32), [Span(0.1, seconds - 0.1)])
    words = words_of(text.lower().rstrip("."), each_s=(seconds - 0.3) / len(text.split()) - 0.05)
    transcript = replace(material.transcript, words=words, reference_status=status)
    return replace(material, transcript=transcript, reference_text=text)


def test_a_child_scores_what_was_read(analysts: ChildAnalysts, sentence: Path) -> None:
    findings = analysts.begin("pronunciation", _material(sentence, SENTENCE), sentence).result()
    assert findings.pronunciation is not None
    measures = by_name(findings.measures)
    assert measures["pronunciation_score"].score == findings.pronunciation.pron_score
    assert measures["pronunciation_completeness"].value == 100.0


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        (SENTENCE, "not_read", "reference_not_read"),
        (SENTENCE, "none", "reference_not_read"),
        ("", "none", "no_reference_text"),
        ("🐻" * 1000, "read", "no_reference_text"),
        ("Bear.", "read", "too_few_words"),
        ("word" * 20_000, "read", "too_few_words"),
    ],
)
def test_what_was_not_read_has_no_score(
    analysts: ChildAnalysts, sentence: Path, text: str, status: str, reason: str
) -> None:
    material = _material(sentence, SENTENCE, status)
    findings = analysts.begin("pronunciation", replace(material, reference_text=text), sentence).result()
    assert findings.pronunciation is None
    assert {measure.reason for measure in findings.measures} == {reason}


def test_five_seconds_take_less_than_one(speech: Speech, tmp_path: Path) -> None:
    """Processor time, so that a busy machine does not matter; measured 0.3 s."""
    text = f"{SENTENCE} {OTHER}"
    audio = prepared(tmp_path, samples_of(speech.say(text, rate=160)))
    read_file(audio.path, SENTENCE)
    begun = time.process_time()
    assert read_file(audio.path, text) is not None
    assert time.process_time() - begun < audio.duration_s / 5
