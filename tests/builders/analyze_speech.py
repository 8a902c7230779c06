"""Real speech as analyze gets it: prepared audio with the voice activity that transcribe finds."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import Material, Span
from services.transcribe.adapters.outbound.recognizers.silero_engine import listen_on
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span as HeardSpan
from tests.builders.analyze_material import spoken
from tests.builders.prepared_audio import prepared, samples_of

_DICTIONARY = "pocketsphinx/model/en-us/cmudict-en-us.dict"
_WORD = re.compile(r"[a-z']+")


def listened(recording: Path, folder: Path, *, profile: str = "reading") -> Material:
    """Material without a transcript: the sound and where speech is."""
    return listened_to(samples_of(recording), folder, profile=profile)


def listened_to(samples: NDArray[np.floating], folder: Path, *, profile: str = "reading") -> Material:
    audio = prepared(folder, np.asarray(samples, np.float64))
    speech = [Span(span.start_s, span.end_s) for span in _voice_activity(audio)]
    return spoken(np.asarray(samples, np.float32), speech, profile=profile)


def _voice_activity(audio: LocalAudio) -> Iterator[HeardSpan]:
    stretch = listen_on(audio, b"")
    yield from stretch.speech
    while stretch.state:
        stretch = listen_on(audio, stretch.state)
        yield from stretch.speech


def dictionary_syllables(text: str) -> int | None:
    """The vowels of the words' pronunciations; None where a word is not in the dictionary."""
    words = _WORD.findall(text.lower().replace("yknow", "you know"))
    counts = [_vowels().get(word) for word in words]
    return None if None in counts else sum(count or 0 for count in counts)


@cache
def _vowels() -> Mapping[str, int]:
    """ARPAbet vowels are the phones that begin with a vowel letter; first pronunciations only."""
    path = Path(str(distribution("pocketsphinx").locate_file(_DICTIONARY)))
    entries = (line.split() for line in path.read_text().splitlines())
    return {
        word: sum(phone[0] in "AEIOU" for phone in phones) for word, *phones in entries if "(" not in word
    }
