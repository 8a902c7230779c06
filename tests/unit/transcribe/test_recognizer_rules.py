"""The rules inside the engines' adapters: spans of speech, the prompt's model, guessed pronunciations."""

import math
import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.adapters.outbound.recognizers.pocketsphinx.prompt_model import commonest, prompt_arpa
from services.transcribe.adapters.outbound.recognizers.pocketsphinx.pronunciation import pronounce, syllables
from services.transcribe.adapters.outbound.recognizers.speech_spans import speech_spans

FRAME_S = 0.032
BASE = {"the": 0.05, "cat": 0.001, "dog": 0.001, "ran": 0.0005, "</s>": 0.07, "<s>": 0.0001}
WORDS = st.lists(st.sampled_from(["the", "cat", "dog", "sat", "mat"]), max_size=30)
DICTIONARY = {"key": "K IY", "note": "N OW T", "speaker": "S P IY K ER", "walk": "W AO K", "bus": "B AH S"}


def test_speech_is_padded_and_kept_within_the_recording() -> None:
    (span,) = speech_spans([0.9] * 20, FRAME_S, 0.6)
    assert (span.start_s, span.end_s) == (0.0, 0.6)


def test_a_click_is_no_speech_and_a_wavering_chance_no_pause() -> None:
    assert speech_spans([0.0] * 10 + [0.9] * 3 + [0.0] * 10, FRAME_S, 1.0) == []
    assert len(speech_spans([0.9] * 10 + [0.4, 0.1, 0.4] + [0.9] * 10, FRAME_S, 1.0)) == 1
    assert len(speech_spans([0.9] * 10 + [0.1] * 10 + [0.9] * 10, FRAME_S, 1.0)) == 2


@given(st.lists(st.floats(0.0, 1.0), max_size=200))
def test_spans_are_in_order_and_apart(chances: list[float]) -> None:
    duration_s = len(chances) * FRAME_S
    spans = speech_spans(chances, FRAME_S, duration_s)
    edges = [edge for span in spans for edge in (span.start_s, span.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= duration_s + 0.001 for edge in edges)


Model = dict[tuple[str, ...], tuple[float, float]]


def parsed(arpa: str) -> Model:
    """(probability, back-off weight) of each n-gram."""
    model: Model = {}
    order = 0
    for line in arpa.splitlines():
        if heading := re.fullmatch(r"\\(\d)-grams:", line):
            order = int(heading[1])
        elif order and line and not line.startswith("\\"):
            fields = line.split()
            weight = float(fields[order + 1]) if len(fields) > order + 1 else 0.0
            model[tuple(fields[1 : order + 1])] = (10 ** float(fields[0]), 10**weight)
    return model


def probability(model: Model, words: tuple[str, ...]) -> float:
    if words in model:
        return model[words][0]
    if len(words) == 1:
        return 0.0
    return model.get(words[:-1], (0.0, 1.0))[1] * probability(model, words[1:])


@given(WORDS)
def test_the_model_is_one_of_probabilities(text: list[str]) -> None:
    model = parsed(prompt_arpa(text, BASE))
    vocabulary = [words[0] for words in model if len(words) == 1 and words[0] != "<s>"]
    contexts = [words[:-1] for words in model if len(words) > 1]
    for context in [(), *contexts]:
        total = sum(probability(model, (*context, word)) for word in vocabulary)
        assert math.isclose(total, 1.0, abs_tol=0.01)


@given(WORDS)
def test_the_counts_announce_what_follows(text: list[str]) -> None:
    arpa = prompt_arpa(text, BASE)
    announced = {int(n): int(count) for n, count in re.findall(r"ngram (\d)=(\d+)", arpa)}
    found: dict[int, int] = defaultdict(int)
    for words in parsed(arpa):
        found[len(words)] += 1
    assert {order: found[order] for order in (1, 2, 3)} == announced


def test_the_text_s_next_word_is_the_likeliest() -> None:
    model = parsed(prompt_arpa(["the", "cat", "sat"], BASE))
    assert probability(model, ("the", "cat", "sat")) > 0.9
    assert probability(model, ("the", "cat", "dog")) < 0.01


def test_the_commonest_words_are_kept() -> None:
    assert commonest([("a", 0.1), ("b", 0.3), ("c", 0.2)], limit=2) == {"b": 0.3, "c": 0.2}


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("keynotespeaker", "K IY N OW T S P IY K ER"),
        ("keynotes", "K IY N OW T S"),
        ("buses", "B AH S IH Z"),
        ("walked", "W AO K T"),
        ("noted", "N OW T IH D"),
        ("noting", "N OW T IH NG"),
        ("speaker's", "S P IY K ER Z"),
        ("plim", "P L IH M"),
        ("drane", "D R EY N"),
        ("rostrumly", "R AA S T R AH M L IY"),
    ],
)
def test_unknown_words_are_said_by_rule(word: str, phones: str) -> None:
    assert pronounce(word, DICTIONARY.get) == phones


@pytest.mark.parametrize("word", ["", "'", "12", "x" * 41])
def test_what_has_no_letters_or_too_many_is_not_said(word: str) -> None:
    assert pronounce(word, DICTIONARY.get) is None


@given(st.text("abcdefghijklmnopqrstuvwxyz'", min_size=1, max_size=40))
def test_any_word_is_said_with_known_phones(word: str) -> None:
    phones = pronounce(word, DICTIONARY.get)
    assert phones is None or all(re.fullmatch("[A-Z]{1,2}", phone) for phone in phones.split())


def test_syllables_are_vowels() -> None:
    assert syllables(["S", "P", "IY", "K", "ER"]) == 2
    assert syllables(["HH", "M"]) == 0
