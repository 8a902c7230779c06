"""The pronouncing dictionary in PocketSphinx's wheel: CMUdict, under a BSD licence."""

import re
from functools import cache
from pathlib import Path

from services.analyze.adapters.outbound.pronunciation.acoustic_model import MODEL

_VARIANTS = 8


@cache
def _text() -> bytes:
    return b"\n" + Path(MODEL / "cmudict-en-us.dict").read_bytes()


@cache
def entries(word: str) -> tuple[tuple[str, ...], ...]:
    """Its pronunciations, the commonest first; found in the file as it is, which saves 30 MB of objects."""
    if not re.fullmatch(r"[a-z']+", word):
        return ()
    names = [word, *(f"{word}({number})" for number in range(2, _VARIANTS))]
    found = []
    for name in names:
        at = _text().find(f"\n{name} ".encode())
        if at < 0:
            break
        line = _text()[at + 1 : _text().index(b"\n", at + 1)]
        found.append(tuple(line.decode().split()[1:]))
    return tuple(found)


def spelled_entries() -> list[tuple[str, tuple[str, ...]]]:
    """Every word of plain letters with its commonest pronunciation, in the order of the alphabet."""
    lines = (line.split() for line in _text().decode("latin-1").splitlines() if line)
    return sorted((word, tuple(phones)) for word, *phones in lines if re.fullmatch(r"[a-z]+", word))
