"""PocketSphinx, as it runs in a child process: it holds the GIL for seconds at a time, so threads are no use.

Settings are the engine's defaults, each of which was found best; the level is normalised
first, because a quiet recording doubles the errors.
"""

import math
import re
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from services.transcribe.adapters.outbound.recognizers.piece_sound import (
    in_recording,
    normalised,
    read_piece,
    text_file,
)
from services.transcribe.adapters.outbound.recognizers.pocketsphinx.prompt_model import commonest, prompt_arpa
from services.transcribe.adapters.outbound.recognizers.pocketsphinx.pronunciation import pronounce, syllables
from services.transcribe.application.ports.recognizer import Hearing, Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import HeardWord

FRAME_S = 0.01

_FREE, _PROMPT = "_default", "prompt"
_VARIANT = re.compile(r"\(\d+\)$")


class PocketSphinxEngine:
    """One decoder with two searches: free speech, and speech that follows a text."""

    def __init__(self) -> None:
        self._decoder = Decoder(loglevel="FATAL")
        self._text: tuple[str, ...] = ()

    def hear(self, task: Task) -> Hearing:
        samples = normalised(read_piece(task.audio.path, task.span))
        return Hearing(self._words(samples, task) if samples.size else ())

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
            span=in_recording(entry.span, piece),
            confidence=entry.confidence,
            syllables=syllables(phones),
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
        with text_file(prompt_arpa(known, self._base)) as path:
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
