"""PocketSphinx finds where each phone of a known text lies: words in a first pass, states in a second.

Every sentence has a decoder and a dictionary of its own, so nothing of one recording is left for the next and
the same input gives the same answer.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from services.analyze.domain.pronunciation.alignment import PhoneSpan, TextWord, WordSpan

CEPSTRA = 13
BEAMS = (1e-80, 1e-120, 1e-48)
"""Wide, which along a single text costs next to nothing: at the default 31 of 5,000 sentences found no path.
Where a path can't be divided into states, another width finds another path."""

Floats = NDArray[np.float32]


class _Entry(Protocol):
    """A word, a phone or a state of PocketSphinx's alignment; its parts come by iteration."""

    name: str
    start: int
    duration: int

    def __iter__(self) -> "Iterator[_Entry]": ...


def align(samples: NDArray[np.int16], words: Sequence[TextWord]) -> tuple[Floats, tuple[WordSpan, ...]]:
    """The cepstra of each frame, and the places of the words unless they can't be laid on the sound."""
    for beam in BEAMS:
        cepstra, spans = _aligned(samples, words, beam)
        if spans:
            break
    return cepstra, spans


def _aligned(
    samples: NDArray[np.int16], words: Sequence[TextWord], beam: float
) -> tuple[Floats, tuple[WordSpan, ...]]:
    with tempfile.TemporaryDirectory(prefix="rostrum-align-") as folder:
        path = Path(folder)
        dictionary = path / "words.dict"
        dictionary.write_text("".join(_entries(words)), encoding="utf-8")
        decoder = Decoder(
            lm=None,
            dict=str(dictionary),
            bestpath=False,
            beam=beam,
            wbeam=beam,
            pbeam=beam,
            mfclogdir=folder,
            loglevel="FATAL",
        )
        spans = _places(decoder, samples, words)
        return _cepstra(path), spans


def _entries(words: Sequence[TextWord]) -> Iterator[str]:
    for number, word in enumerate(words):
        for variant, phones in enumerate(word.pronunciations, start=1):
            name = f"w{number}" if variant == 1 else f"w{number}({variant})"
            yield f"{name} {' '.join(phones)}\n"


def _places(decoder: Decoder, samples: NDArray[np.int16], words: Sequence[TextWord]) -> tuple[WordSpan, ...]:
    try:
        decoder.set_align_text(" ".join(f"w{number}" for number in range(len(words))))
        _decode(decoder, samples)
        decoder.set_alignment()
        _decode(decoder, samples)
    except RuntimeError:  # no path through the sound
        return ()
    # Each entry is good only until the next one is asked for.
    spoken = [_phones(entry) for entry in decoder.get_alignment() or () if entry.name.startswith("w")]
    if len(spoken) != len(words):
        return ()
    return tuple(WordSpan(word, phones) for word, phones in zip(words, spoken, strict=True))


def _decode(decoder: Decoder, samples: NDArray[np.int16]) -> None:
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()


def _phones(word: _Entry) -> tuple[PhoneSpan, ...]:
    return tuple(PhoneSpan(phone.name, _states(phone), phone.start + phone.duration) for phone in word)


def _states(phone: _Entry) -> tuple[int, int, int]:
    first, second, third = (state.start for state in phone)
    return first, second, third


def _cepstra(folder: Path) -> Floats:
    """What the first pass logged: a count and the numbers, in big or little endian order."""
    logged = sorted(folder.glob("*.mfc"))
    if not logged:  # nothing was decoded
        return np.zeros((0, CEPSTRA), np.float32)
    data = logged[0].read_bytes()
    order = "<" if int.from_bytes(data[:4], "little") * 4 + 4 == len(data) else ">"
    return np.frombuffer(data, f"{order}f4", offset=4).reshape(-1, CEPSTRA).astype(np.float32)
