"""Whatever transcript and audio come, each analysis ends, in time, with numbers that JSON has."""

import dataclasses
import functools
import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyze.domain.material import DetectedFiller, Material, SoundTrack, Span, Word
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import NO_SOUND, PROFILES, a_material, a_transcript
from tests.builders.analyze_sound import heard

numbers = st.floats(-10, 120) | st.sampled_from([float("nan"), float("inf"), float("-inf"), 0.0, -0.0])
texts = st.text(max_size=20) | st.sampled_from(["um", "the", "THE", "", " ", "\x00", "😀" * 50, "a" * 5000])
words = st.builds(
    Word,
    word_id=st.integers(-(2**31), 2**31 - 1),
    text=texts,
    clean=texts,
    start_s=numbers,
    end_s=numbers,
    confidence=numbers,
    kind=st.sampled_from(["word", "filler", "", "noise"]),
    syllables=st.integers(-5, 50),
)
fillers = st.builds(DetectedFiller, text=texts, start_s=numbers, end_s=numbers, confidence=numbers)
spans = st.builds(Span, start_s=numbers, end_s=numbers)
transcripts = st.builds(
    a_transcript,
    words=st.just(()),
    language=st.sampled_from(["en", "", "de-DE", "x" * 100]),
    quality_grade=st.sampled_from(["high", "medium", "low", "", "?"]),
    reference_status=st.sampled_from(["none", "read", "partly_read", "not_read", "unclear", ""]),
    duration_s=st.floats(0, 120),
    detected_fillers=st.lists(fillers, max_size=8).map(tuple),
    speech=st.lists(spans, max_size=8).map(tuple),
)


def _ran(material: Material) -> str:
    """Everything that all analyses say, as JSON without NaN."""
    found = [dataclasses.asdict(part(material)) for part in PARTS.values()]
    return json.dumps(found, allow_nan=False)


@pytest.mark.hostile(45)
@settings(max_examples=150, deadline=None)
@given(transcripts, st.lists(words, max_size=30), texts, st.sampled_from(sorted(PROFILES)))
def test_no_transcript_breaks_an_analysis(
    transcript: object, said: list[Word], reference: str, profile: str
) -> None:
    changed = dataclasses.replace(transcript, words=tuple(said))  # type: ignore[type-var]
    material = a_material(changed, reference=reference, profile=profile)  # type: ignore[arg-type]
    assert _ran(material) == _ran(material)


def _music(seconds: float) -> np.ndarray:
    """A chord that changes each second, and a beat."""
    times = np.arange(round(seconds * 16_000)) / 16_000
    root = 220 * 2 ** (np.floor(times) % 5 / 12)
    chord = sum(np.sin(2 * np.pi * np.cumsum(root * ratio) / 16_000) for ratio in (1.0, 1.25, 1.5))
    beat = np.random.default_rng(9).standard_normal(len(times)) * (times % 0.5 < 0.05)
    return np.asarray(0.1 * chord + 0.3 * beat, np.float32)


@functools.cache
def _sounds() -> dict[str, SoundTrack]:
    noise = np.random.default_rng(7).standard_normal(16_000 * 20).astype(np.float32)
    return {
        "none": NO_SOUND,
        "one sample": heard(np.ones(1, np.float32)),
        "zeros": heard(np.zeros(16_000 * 20, np.float32)),
        "noise": heard(noise),
        "clipped": heard(np.sign(noise)),
        "music": heard(_music(20.0)),
        "nan": heard(noise * np.float32("nan")),
    }


@pytest.mark.hostile(9)
@pytest.mark.parametrize("name", _sounds())
@pytest.mark.parametrize(
    "speech",
    [
        (),
        (Span(0, 20),),
        (Span(0, 5), Span(5.01, 20)),
        (Span(2, 2),),
        (Span(0, 1e9),),
        tuple(Span(n * 0.02, n * 0.02 + 0.01) for n in range(1000)),
    ],
    ids=["silent", "whole", "touching", "empty", "beyond", "shredded"],
)
def test_no_sound_breaks_an_analysis(name: str, speech: tuple[Span, ...]) -> None:
    material = a_material(a_transcript(speech=speech, duration_s=20.0), sound=_sounds()[name])
    assert "NaN" not in _ran(material)


@pytest.mark.long
@pytest.mark.hostile(45)
@pytest.mark.parametrize(
    "text",
    ["a" * 80_000, "😀" * 1_000_000, "", "(um )" * 4000 + "x", "a " * 15_000, "a b " * 7_000],
    ids=["no space", "emoji", "empty", "parentheses", "one word", "two words"],
)
def test_texts_of_any_kind_are_compared_in_bounded_time(text: str) -> None:
    said = tuple(
        Word(n, word, word, n * 0.2, n * 0.2 + 0.1, 0.9, "word")
        for n, word in enumerate(["a", "b", text[:80_000]] * 1000)
    )
    transcript = a_transcript(said, reference_status="read", duration_s=3000.0)
    begun = time.monotonic()
    _ran(a_material(transcript, reference=text))
    assert time.monotonic() - begun < 20
