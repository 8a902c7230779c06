"""A filler spotter, as it runs in a child process: what PocketSphinx's keyword spotting takes for "um" or
"uh", where the sound is held as in a filled pause.

The decoder knows these two words only: it loads in 10 ms, takes 20 MB and a thirtieth of the audio's time.
`make bench-transcribe BARS=fillers` measures what the two together find and invent. On two native monologues
and four minutes of clean reading, the spotter alone at its best threshold (1e4) found 4 of 8 fillers and
invented 2 to 5 a minute in the reading; with a lower threshold and the held sound it is 6 of 8 and 0.3.
"""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pocketsphinx import Decoder

from services.transcribe.adapters.outbound.recognizers.piece_sound import (
    in_recording,
    normalised,
    read_piece,
    text_file,
)
from services.transcribe.adapters.outbound.recognizers.steady_sounds import contour
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller

DETECTOR = "pocketsphinx-kws-held"
DICTIONARY = "um AH M\nuh AH\n"
KEYWORDS = "um /1e2/\nuh /1e2/\n"
HELD_S = (0.25, 1.2)
"""Filled pauses last from 0.2 s to a little over a second."""
CONFIDENCE = 0.6
"""The spotter's own score tells nothing; in spontaneous speech 6 of 9 finds were right, before the words rule
out those that are lengthened vowels."""
_SEARCH = "fillers"
_FRAME_S = 0.01
_SHORTEST_SAMPLES = 1600


class FillerEngine:
    """One small decoder."""

    def __init__(self) -> None:
        with text_file(DICTIONARY) as dictionary, text_file(KEYWORDS) as keywords:
            self._decoder = Decoder(lm=None, dict=str(dictionary), loglevel="FATAL")
            self._decoder.add_kws(_SEARCH, str(keywords))
        self._decoder.activate_search(_SEARCH)

    def find(self, path: Path, piece: Span) -> tuple[PossibleFiller, ...]:
        samples = normalised(read_piece(path, piece))
        if samples.size < _SHORTEST_SAMPLES or not samples.any():
            return ()
        sound = contour(samples)
        found: list[tuple[str, Span]] = []
        for text, hit in self._hits(samples.tobytes()):
            held = sound.held(hit)
            shortest_s, longest_s = HELD_S
            known = any(held.overlap_s(other) > 0 for _, other in found)
            if shortest_s <= held.duration_s <= longest_s and not known:
                found.append((text, held))
        return tuple(
            PossibleFiller(text, in_recording(span, piece), CONFIDENCE, DETECTOR, version("pocketsphinx"))
            for text, span in sorted(found, key=lambda one: one[1])
        )

    def _hits(self, sound: bytes) -> Iterator[tuple[str, Span]]:
        decoder = self._decoder
        decoder.start_stream()  # forgets the noise of the piece before, which may be another tenant's
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return
        for entry in decoder.seg():
            yield entry.word.strip(), Span(entry.start_frame * _FRAME_S, (entry.end_frame + 1) * _FRAME_S)


@cache
def engine() -> FillerEngine:
    """This process's spotter."""
    return FillerEngine()
