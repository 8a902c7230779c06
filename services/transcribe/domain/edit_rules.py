"""What may be asked of an edit; everything that is wrong is said at once."""

import unicodedata
from collections.abc import Iterator, Sequence

from chassis.errors import Fault, InvalidInput
from services.transcribe.domain.edits import Action, WordEdit, spoken_form
from services.transcribe.domain.words import Word

MAX_EDITS = 1_000
MAX_WORD_CHARS = 100
MAX_WORDS = 200_000
"""Four hours of the quickest speech are half of that."""
_JOINERS = "\u200c\u200d"
"""Invisible, and part of the spelling of Persian, Hindi and other languages."""


def check_edits(edits: Sequence[WordEdit], words: Sequence[Word]) -> None:
    """Raises InvalidInput with every fault."""
    if not edits:
        raise _refused("`edits`: send at least one.", [Fault("/edits", "send at least one.")])
    if len(edits) > MAX_EDITS:
        told = f"send at most {MAX_EDITS} in one request."
        raise _refused(f"`edits`: {told}", [Fault("/edits", told)])
    if len(words) + sum(edit.action is Action.INSERT for edit in edits) > MAX_WORDS:
        raise _refused(f"A transcript has at most {MAX_WORDS} words.", [])
    faults = list(_faults(edits, words))
    if faults:
        raise _refused(" ".join(f"`{fault.pointer[1:]}`: {fault.detail}" for fault in faults[:5]), faults)


def _refused(detail: str, faults: Sequence[Fault]) -> InvalidInput:
    return InvalidInput(detail, code="invalid_edits", faults=faults)


def _faults(edits: Sequence[WordEdit], words: Sequence[Word]) -> Iterator[Fault]:
    known = {word.id for word in words}
    replaced: set[int] = set()
    for place, edit in enumerate(edits):
        if fault := _word_fault(edit, known, replaced):
            yield Fault(f"/edits/{place}/word_id", fault)
        if edit.action is Action.REPLACE:
            replaced.add(edit.word_id)
        if fault := _text_fault(edit):
            yield Fault(f"/edits/{place}/text", fault)


def _word_fault(edit: WordEdit, known: set[int], replaced: set[int]) -> str | None:
    if edit.word_id not in known and not (edit.word_id == 0 and edit.action is Action.INSERT):
        return "this version has no such word."
    if edit.action is Action.REPLACE and edit.word_id in replaced:
        return "is replaced more than once."
    return None


def _text_fault(edit: WordEdit) -> str | None:
    if not edit.text:
        return None if edit.action is Action.REPLACE else "an inserted word has a text."
    if len(edit.text) > MAX_WORD_CHARS:
        return f"a word has at most {MAX_WORD_CHARS} characters."
    if any(character.isspace() for character in edit.text):
        return "is one word, without white space: insert further words behind it."
    if not all(is_visible(character) for character in edit.text):
        return "holds characters that can't be seen."
    return None if spoken_form(edit.text) else "holds no word, only punctuation."


def is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn") or character in _JOINERS
