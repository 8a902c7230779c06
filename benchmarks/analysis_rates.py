"""Rates of edited speech whose words, syllables and length are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.analysis_speech import Reading, Samples
from benchmarks.figures import Figure
from services.analyze.domain.listening import SAMPLE_RATE
from services.analyze.domain.material import Material, Word
from services.analyze.domain.parts import run_part
from services.transcribe.adapters.outbound.recognizers.pocketsphinx.engine import engine
from services.transcribe.application.ports.recognizer import Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.reference import read_reference
from tests.builders.analyze_material import a_material, a_transcript, by_name
from tests.builders.analyze_speech import dictionary_syllables, listened_to
from tests.builders.prepared_audio import prepared

WORDS_BAR, SYLLABLES_BAR = 0.03, 0.10
AROUND_S = 0.7
EACH = 10
"""Sentences in one talk."""
PAUSES_S = (0.4, 0.8, 1.5, 0.6)
ROOM_TONE = 1e-3
QUIET_DB = -28.0
"""So far below the loudest 10 ms is what surrounds a sentence."""


@dataclass(frozen=True)
class Talk:
    """Sentences with pauses of a known length between them, and room tone around them."""

    samples: Samples
    text: str

    @property
    def seconds(self) -> float:
        """From the first to the last word."""
        return len(self.samples) / SAMPLE_RATE - 2 * AROUND_S


def rates(sentences: Sequence[Reading], folder: Path) -> list[Figure]:
    talks = [talk(sentences[start : start + EACH]) for start in range(0, len(sentences) - EACH + 1, EACH)]
    words = [_words_off(talk, folder) for talk in talks]
    syllables = [off for talk in talks if (off := _syllables_off(talk, folder)) is not None]
    return [
        _furthest("words per minute with the text", words, WORDS_BAR),
        _furthest("syllables per second without a text", syllables, SYLLABLES_BAR),
    ]


def talk(sentences: Sequence[Reading]) -> Talk:
    tone = np.random.default_rng(11)
    pieces: list[Samples] = []
    for sentence, before_s in zip(sentences, (AROUND_S, *PAUSES_S * EACH), strict=False):
        pieces += [
            tone.standard_normal(round(before_s * SAMPLE_RATE)) * ROOM_TONE,
            _trimmed(sentence.samples),
        ]
    pieces.append(tone.standard_normal(round(AROUND_S * SAMPLE_RATE)) * ROOM_TONE)
    return Talk(np.concatenate(pieces), " ".join(sentence.text.lower() for sentence in sentences))


def with_words(talk: Talk, folder: Path) -> Material:
    """What the embedded recogniser hears when it knows the text."""
    sound = listened_to(talk.samples, folder)
    audio = prepared(folder, talk.samples)
    task = Task(audio, Span(0.0, audio.duration_s), read_reference(talk.text))
    words = tuple(
        Word(
            number,
            word.text,
            word.text,
            word.span.start_s,
            word.span.end_s,
            word.confidence,
            "word",
            word.syllables,
        )
        for number, word in enumerate(engine().hear(task).words, start=1)
    )
    transcript = a_transcript(
        words, reference_status="read", duration_s=audio.duration_s, speech=sound.transcript.speech
    )
    return a_material(transcript, reference=talk.text, profile="reading", sound=sound.sound)


def _words_off(talk: Talk, folder: Path) -> float:
    """As a share of the truth."""
    known = len(talk.text.split()) * 60 / talk.seconds
    return _value(with_words(talk, folder), "speech_rate_wpm") / known - 1


def _syllables_off(talk: Talk, folder: Path) -> float | None:
    known = dictionary_syllables(talk.text)
    if known is None:  # a word that the dictionary lacks
        return None
    return _value(listened_to(talk.samples, folder), "speech_rate_sps") / (known / talk.seconds) - 1


def _value(material: Material, name: str) -> float:
    return by_name(run_part("pace", material).measures)[name].value or 0.0


def _furthest(name: str, shares: Sequence[float], bar: float) -> Figure:
    off = max(map(abs, shares))
    met = off <= bar
    return Figure(
        f"{name}, furthest off of {len(shares)} talks", 100 * off, "%", f"within {100 * bar:g} %", met
    )


def _trimmed(samples: Samples) -> Samples:
    hop = SAMPLE_RATE // 100
    powers = np.mean(np.square(samples[: len(samples) // hop * hop].reshape(-1, hop)), axis=1)
    loud = np.flatnonzero(powers > powers.max() * 10 ** (QUIET_DB / 10))
    return samples[loud[0] * hop : (loud[-1] + 1) * hop]
