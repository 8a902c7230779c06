"""A filler spotter, as it runs in a child process: sounds that are held, if PocketSphinx's keyword spotting
takes them for "um" or "uh".

The decoder knows these two words only and listens only around held sounds: it loads in 10 ms and takes 20 MB
and 0.5 % of the audio's time. `make bench-transcribe BARS=fillers` measures what it finds and invents. On two
native monologues and four minutes of clean reading, the spotter alone, over all the sound and at its best
threshold (1e4), found 4 of 8 fillers and invented 2 to 5 a minute in the reading; this finds 6 and
invents none there.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from services.transcribe.adapters.outbound.recognizers.held_sounds import held_sounds
from services.transcribe.adapters.outbound.recognizers.piece_sound import (
    SAMPLE_RATE,
    in_recording,
    normalised,
    read_piece,
    text_file,
)
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller

DETECTOR = "pocketsphinx-kws-held"
DICTIONARY = "um AH M\nuh AH\n"
KEYWORDS = "um /1e2/\nuh /1e2/\n"
MARGIN_S = 0.1
"""Heard before and after a held sound, so that the spotter hears how it begins and ends."""
CONFIDENCE = 0.6
"""The spotter's own score tells nothing; in spontaneous speech 6 of 11 finds were right, before the
words rule out those that are lengthened vowels."""
_SEARCH = "fillers"
_FRAME_S = 0.01


class FillerEngine:
    """One small decoder."""

    def __init__(self) -> None:
        with text_file(DICTIONARY) as dictionary, text_file(KEYWORDS) as keywords:
            self._decoder = Decoder(lm=None, dict=str(dictionary), loglevel="FATAL")
            self._decoder.add_kws(_SEARCH, str(keywords))
        self._decoder.activate_search(_SEARCH)

    def find(self, path: Path, piece: Span) -> tuple[PossibleFiller, ...]:
        samples = normalised(read_piece(path, piece))
        held = held_sounds(samples)
        hits = list(self._spotted(samples, _around(held, piece.duration_s)))
        texts = ((next((text for text, hit in hits if hit.overlap_s(span) > 0), ""), span) for span in held)
        return tuple(
            PossibleFiller(text, in_recording(span, piece), CONFIDENCE, DETECTOR, version("pocketsphinx"))
            for text, span in texts
            if text
        )

    def _spotted(self, samples: NDArray[np.int16], windows: Sequence[Span]) -> Iterator[tuple[str, Span]]:
        """The hits in the windows, which the decoder hears as one utterance."""
        cuts = [samples[_sample(window.start_s) : _sample(window.end_s)] for window in windows]
        heard = list(self._hits(b"".join(cut.tobytes() for cut in cuts)))
        before_s = 0.0
        for window in windows:
            after_s = before_s + window.duration_s
            for text, hit in heard:
                if before_s <= hit.middle_s < after_s:
                    yield text, hit.shifted(window.start_s - before_s)
            before_s = after_s

    def _hits(self, sound: bytes) -> Iterator[tuple[str, Span]]:
        if not sound:
            return
        decoder = self._decoder
        decoder.start_stream()  # forgets the noise of the piece before, which may be another tenant's
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        for entry in decoder.seg() if decoder.hyp() is not None else ():
            yield entry.word.strip(), Span(entry.start_frame * _FRAME_S, (entry.end_frame + 1) * _FRAME_S)


@cache
def engine() -> FillerEngine:
    """This process's spotter."""
    return FillerEngine()


def _around(held: Sequence[Span], duration_s: float) -> list[Span]:
    windows: list[Span] = []
    for span in held:
        window = Span(max(0.0, span.start_s - MARGIN_S), min(duration_s, span.end_s + MARGIN_S))
        if windows and window.start_s <= windows[-1].end_s:
            window = Span(windows.pop().start_s, window.end_s)
        windows.append(window)
    return windows


def _sample(at_s: float) -> int:
    return round(at_s * SAMPLE_RATE)
