"""How a word that the dictionary lacks is probably said: names and coinages of a reference text.

No maintained, permissively licensed grapheme-to-phoneme package exists that needs no model download (the good
ones are GPL, or fetch weights), so this stays small and documented. In order:

1. a compound of dictionary words (`keynotes` + `peaker`): the fewest parts, each of three letters or more;
2. a dictionary word with an ending (-s, -'s, -ed, -ing, -ly, -er, -ness, -less, -ful), said by its rule;
3. letter by letter groups, longest first, each with its commonest English sound.

A wrong guess costs the one word, which then counts as not heard; it is never held against the speaker.
"""

from collections.abc import Callable, Sequence
from functools import cache

Lookup = Callable[[str], str | None]
"""The dictionary: ARPAbet phones of a word, separated by spaces, or None."""

_SHORTEST_PART = 3
_LONGEST_WORD = 40
_VOICELESS = frozenset(["P", "T", "K", "F", "TH"])
_SIBILANT = frozenset(["S", "Z", "SH", "ZH", "CH", "JH"])
_ENDINGS = {
    "ing": "IH NG",
    "ly": "L IY",
    "er": "ER",
    "ness": "N AH S",
    "less": "L AH S",
    "ful": "F AH L",
}
_SOUNDS = {
    "tion": "SH AH N",
    "sion": "ZH AH N",
    "ture": "CH ER",
    "ough": "OW",
    "augh": "AO",
    "eigh": "EY",
    "igh": "AY",
    "tch": "CH",
    "dge": "JH",
    "sch": "S K",
    "air": "EH R",
    "ear": "IH R",
    "eer": "IH R",
    "our": "AO R",
    "oor": "AO R",
    "ch": "CH",
    "sh": "SH",
    "th": "TH",
    "ph": "F",
    "gh": "G",
    "ck": "K",
    "ng": "NG",
    "qu": "K W",
    "wh": "W",
    "wr": "R",
    "kn": "N",
    "ll": "L",
    "ss": "S",
    "tt": "T",
    "ff": "F",
    "rr": "R",
    "nn": "N",
    "mm": "M",
    "pp": "P",
    "bb": "B",
    "dd": "D",
    "gg": "G",
    "zz": "Z",
    "cc": "K",
    "ee": "IY",
    "ea": "IY",
    "oo": "UW",
    "ou": "AW",
    "ow": "OW",
    "oi": "OY",
    "oy": "OY",
    "ai": "EY",
    "ay": "EY",
    "au": "AO",
    "aw": "AO",
    "ei": "EY",
    "ey": "IY",
    "ie": "IY",
    "oa": "OW",
    "ue": "UW",
    "ew": "UW",
    "ar": "AA R",
    "er": "ER",
    "ir": "ER",
    "or": "AO R",
    "ur": "ER",
    "ce": "S",
    "ci": "S IH",
    "ge": "JH",
    "gy": "JH IY",
    "a": "AE",
    "b": "B",
    "c": "K",
    "d": "D",
    "e": "EH",
    "f": "F",
    "g": "G",
    "h": "HH",
    "i": "IH",
    "j": "JH",
    "k": "K",
    "l": "L",
    "m": "M",
    "n": "N",
    "o": "AA",
    "p": "P",
    "q": "K",
    "r": "R",
    "s": "S",
    "t": "T",
    "u": "AH",
    "v": "V",
    "w": "W",
    "x": "K S",
    "y": "IY",
    "z": "Z",
}
_VOWEL_LETTERS = frozenset("aeiouy")
_LONG = {"a": "EY", "i": "AY", "o": "OW", "u": "UW", "e": "IY", "y": "AY"}


def pronounce(word: str, lookup: Lookup) -> str | None:
    """ARPAbet phones of a word in lower case; None for what has no letters to say or is absurdly long."""
    letters = "".join(letter for letter in word if letter.isascii() and letter.isalpha())
    if not letters or len(word) > _LONGEST_WORD:
        return None
    return (
        _possessive(word, lookup)
        or _compound(letters, lookup)
        or _inflected(letters, lookup)
        or _spell(letters)
    )


def _possessive(word: str, lookup: Lookup) -> str | None:
    if not word.endswith("'s"):
        return None
    stem = lookup(word[:-2]) or pronounce(word[:-2], lookup)
    return stem and f"{stem} {_plural(stem)}"


def _compound(word: str, lookup: Lookup) -> str | None:
    """The fewest parts that are dictionary words of at least three letters."""

    @cache
    def parts(start: int) -> tuple[str, ...] | None:
        if start == len(word):
            return ()
        best: tuple[str, ...] | None = None
        for end in range(len(word), start + _SHORTEST_PART - 1, -1):
            phones = lookup(word[start:end])
            rest = parts(end) if phones else None
            if phones and rest is not None and (best is None or len(rest) + 1 < len(best)):
                best = (phones, *rest)
        return best

    found = parts(0)
    return " ".join(found) if found else None


def _inflected(word: str, lookup: Lookup) -> str | None:
    for plural in ("s", "es"):
        if word.endswith(plural) and (stem := _stem(word, plural, lookup)):
            return f"{stem} {_plural(stem)}"
    if word.endswith("ed") and (stem := _stem(word, "ed", lookup)):
        return f"{stem} {_past(stem)}"
    for ending, phones in _ENDINGS.items():
        if word.endswith(ending) and (stem := _stem(word, ending, lookup)):
            return f"{stem} {phones}"
    return None


def _stem(word: str, ending: str, lookup: Lookup) -> str | None:
    """What is left without the ending, also with an e that was dropped or a consonant that was doubled."""
    stem = word[: -len(ending)]
    for form in (stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else ""):
        if len(form) >= _SHORTEST_PART and (phones := lookup(form) or _compound(form, lookup)):
            return phones
    return None


def _plural(stem: str) -> str:
    last = stem.rsplit(maxsplit=1)[-1]
    if last in _SIBILANT:
        return "IH Z"
    return "S" if last in _VOICELESS else "Z"


def _past(stem: str) -> str:
    last = stem.rsplit(maxsplit=1)[-1]
    if last in ("T", "D"):
        return "IH D"
    return "T" if last in _VOICELESS | {"S", "SH", "CH"} else "D"


def _spell(word: str) -> str:
    silent_e = len(word) > 3 and word.endswith("e") and word[-2] not in _VOWEL_LETTERS
    body = word[:-1] if silent_e else word
    phones: list[str] = []
    at = 0
    while at < len(body):
        group = next(body[at : at + size] for size in (4, 3, 2, 1) if body[at : at + size] in _SOUNDS)
        phones.append(_long_or_short(body, at, group, silent_e))
        at += len(group)
    return " ".join(phones)


def _long_or_short(body: str, at: int, group: str, silent_e: bool) -> str:
    """A single vowel before a consonant and a silent e is long: `made`, `tune`."""
    before_silent_e = silent_e and at == len(body) - 2 and group in _VOWEL_LETTERS
    return _LONG[group] if before_silent_e else _SOUNDS[group]


def syllables(phones: Sequence[str]) -> int:
    """Vowels of the pronunciation; ARPAbet's vowels are the phones that begin with A, E, I, O or U."""
    return sum(1 for phone in phones if phone[0] in "AEIOU")
