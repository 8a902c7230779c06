"""PocketSphinx, as it runs in a child process: it holds the GIL for seconds at a time, so threads are no use.

Settings are the engine's defaults, each of which was found best; the level is normalised
first, because a quiet recording doubles the errors.
"""

import math
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from pocketsphinx import Decoder

from services.transcribe.adapters.outbound.recognizers.prompt_model import commonest, prompt_arpa
from services.transcribe.adapters.outbound.recognizers.pronunciation import pronounce, syllables
from services.transcribe.application.ports.recognizer import Hearing, Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import HeardWord, PossibleFiller

SAMPLE_RATE = 16_000
FRAME_S = 0.01
LEVEL_DBFS = -23.0
LARGEST_GAIN = 1000.0
"""60 dB: below that there is nothing but the noise of 16-bit samples."""
DETECTOR = "pocketsphinx-kws"
FILLERS_KWS = "um /1e4/\nuh /1e4/\n"
"""The threshold with the best balance: 59 % of 32 known fillers found, 90 % of the hits right."""
_FILLER_CONFIDENCE = 0.6
"""The spotter gives no usable score; for unknown speakers its precision is below the 0.90 it was tuned at."""

_FREE, _PROMPT, _FILLERS = "_default", "prompt", "fillers"
_VARIANT = re.compile(r"\(\d+\)$")


class PocketSphinxEngine:
    """One decoder with three searches: free speech, speech that follows a text, and fillers."""

    def __init__(self) -> None:
        self._decoder = Decoder(loglevel="FATAL")
        self._text: tuple[str, ...] = ()
        with _text_file(FILLERS_KWS) as path:
            self._decoder.add_kws(_FILLERS, str(path))

    def hear(self, task: Task) -> Hearing:
        samples = _normalised(_read(task.audio.path, task.span))
        if samples.size == 0:
            return Hearing(())
        words = self._words(samples, task)
        fillers = self._fillers(samples, task.span) if task.spot_fillers else ()
        return Hearing(words, fillers)

    def _words(self, samples: NDArray[np.int16], task: Task) -> tuple[HeardWord, ...]:
        search = _FREE
        if task.reference:
            self._favour(task.reference.spoken)
            search = _PROMPT
        return tuple(
            self._word(entry, task.span)
            for entry in self._decode(samples, search)
            if entry.word[0] not in "<["
        )

    def _word(self, entry: "_Entry", piece: Span) -> HeardWord:
        phones = (self._decoder.lookup_word(entry.word) or "").split()
        return HeardWord(
            text=_VARIANT.sub("", entry.word),
            span=_clipped(entry.span, piece),
            confidence=entry.confidence,
            syllables=syllables(phones),
        )

    def _fillers(self, samples: NDArray[np.int16], piece: Span) -> tuple[PossibleFiller, ...]:
        hits = sorted(self._decode(samples, _FILLERS), key=lambda hit: hit.span)
        return tuple(
            PossibleFiller(
                hit.word, _clipped(hit.span, piece), _FILLER_CONFIDENCE, DETECTOR, version("pocketsphinx")
            )
            for hit in hits
            if hit.word in ("um", "uh")
        )

    def _decode(self, samples: NDArray[np.int16], search: str) -> "list[_Entry]":
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_stream()  # forgets the noise of the piece before, which may be another tenant's
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        return [_Entry(s.word.strip(), s.start_frame, s.end_frame, s.prob) for s in decoder.seg()]

    def _favour(self, text: tuple[str, ...]) -> None:
        """Loads a model of the text, unless it is the one that is loaded."""
        if text == self._text:
            return
        known = [word for word in text if self._knows(word)]
        with _text_file(prompt_arpa(known, self._base)) as path:
            self._decoder.add_lm_file(_PROMPT, str(path))
        self._text = text

    def _knows(self, word: str) -> bool:
        """Whether the word can be heard; teaches the decoder words that its dictionary lacks."""
        if self._decoder.lookup_word(word):
            return True
        phones = pronounce(word, self._decoder.lookup_word)
        if phones is None:
            return False
        self._decoder.add_word(word, phones, False)
        return True

    @cached_property
    def _base(self) -> dict[str, float]:
        """Probabilities of the base model's commonest words.

        Asked word by word (0.2 s, once): NGramModel.write() crashes on this model.
        """
        decoder = self._decoder
        model, logmath = decoder.get_lm(_FREE), decoder.logmath
        unknown = model.prob(["<unk>"])
        scored = ((word, model.prob([word])) for word in _dictionary(decoder.config["dict"]))
        return commonest((word, math.exp(logmath.log_to_ln(p))) for word, p in scored if p != unknown)


class _Entry:
    """One entry of PocketSphinx's segmentation; frames count from the start of the piece."""

    def __init__(self, word: str, first: int, last: int, probability: float) -> None:
        self.word = word
        self.span = Span(first * FRAME_S, (last + 1) * FRAME_S)
        # Already linear and not calibrated; the last word's may be a hair above one.
        self.confidence = min(1.0, max(0.0, probability)) if math.isfinite(probability) else 0.0


@cache
def engine() -> PocketSphinxEngine:
    """This process's engine; loading takes 0.4 s and 90 MB."""
    return PocketSphinxEngine()


def _dictionary(path: str) -> Iterator[str]:
    with Path(path).open(encoding="latin-1") as lines:
        for line in lines:
            word = line.split(" ", 1)[0]
            if not word.endswith(")"):
                yield word


def _read(path: Path, span: Span) -> NDArray[np.float32]:
    first, last = (round(edge * SAMPLE_RATE) for edge in (span.start_s, span.end_s))
    with soundfile.SoundFile(path) as file:
        file.seek(min(first, file.frames))
        return np.asarray(file.read(max(0, last - first), dtype="float32"), np.float32)


def _normalised(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """To a root mean square of `LEVEL_DBFS`; digital silence stays what it is."""
    level = float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
    gain = min(10 ** (LEVEL_DBFS / 20) / level, LARGEST_GAIN) if level > 0 else 1.0
    return np.asarray(np.clip(samples * gain * 32_767, -32_768, 32_767), "<i2")


def _clipped(span: Span, piece: Span) -> Span:
    """A span of the piece as one of the recording, to the millisecond; the last frame may overshoot."""
    moved = span.shifted(piece.start_s)
    return Span(*(round(min(edge, piece.end_s), 3) for edge in (moved.start_s, moved.end_s)))


@contextmanager
def _text_file(text: str) -> Iterator[Path]:
    """A text in a file, for a C library that reads nothing else."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write(text)
        file.flush()
        yield Path(file.name)
