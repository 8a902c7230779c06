"""Changing words of a transcript, and making its texts and segments anew.

- Ids and times of all other words stay. A replaced word keeps its own; an inserted one gets an id that no
  word has had before, and its share of the gap in which it stands.
- What somebody wrote is certain: its confidence is 1. What a model wrote is no surer than what was there.
- A word that is deleted leaves its full stop to the word before it.
- Hesitations stand in the verbatim text alone, whoever wrote them.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count, groupby

from services.transcribe.domain.audio import Span
from services.transcribe.domain.segments import segment
from services.transcribe.domain.transcript import Content
from services.transcribe.domain.words import FILLERS, Origin, Word, WordKind

INSERTED_S = 0.3
"""An inserted word lasts no longer, however long the gap is."""
SENTENCE_ENDS = (".", "!", "?")
_NEW = 0
"""The id of an inserted word before it gets one."""


class Action(StrEnum):
    REPLACE = "replace"
    INSERT = "insert"


@dataclass(frozen=True)
class WordEdit:
    """`replace` makes the word's text `text`, and an empty one deletes it; `insert` puts `text` behind it."""

    word_id: int
    """0 inserts before the first word."""
    action: Action
    text: str
    """As written, with case and punctuation."""


@dataclass(frozen=True)
class Revised:
    content: Content
    last_word_id: int
    """The highest id that a word has had."""


def revise(content: Content, edits: Sequence[WordEdit], origin: Origin, last_word_id: int) -> Revised:
    """The edits follow the rules of `edit_rules`."""
    highest = max([last_word_id, *(word.id for word in content.words)])
    placed = _placed(_draft(content.words, edits, origin), content.duration_s)
    ids = count(highest + 1)
    words = tuple(replace(word, id=next(ids)) if word.id == _NEW else word for word in placed)
    revised = replace(
        content,
        verbatim=" ".join(word.text for word in words),
        clean=" ".join(word.clean for word in words if word.clean),
        words=words,
        segments=tuple(segment(words)),
    )
    return Revised(revised, next(ids) - 1)


def spoken_form(written: str) -> str:
    """As the verbatim text has it: lower case, without the punctuation around it; empty where that is all."""
    is_letter = [unicodedata.category(character)[0] != "P" for character in written]
    if not any(is_letter):
        return ""
    return written[is_letter.index(True) : len(written) - is_letter[::-1].index(True)].lower()


def _draft(words: Sequence[Word], edits: Sequence[WordEdit], origin: Origin) -> list[Word]:
    """The words in their order; those that are new have neither id nor time."""
    replaced = {edit.word_id: edit.text for edit in edits if edit.action is Action.REPLACE}
    inserted: dict[int, list[Word]] = {}
    for edit in edits:
        if edit.action is Action.INSERT:
            inserted.setdefault(edit.word_id, []).append(_new(edit.text, origin))
    draft = [*inserted.get(0, ())]
    for word in words:
        text = replaced.get(word.id)
        if text != "":
            draft.append(word if text is None else _written(word, text, origin))
        elif word.id not in inserted:
            _leave_stop(draft, word)
        draft += inserted.get(word.id, ())
    return draft


def _new(text: str, origin: Origin) -> Word:
    blank = Word(_NEW, "", "", Span(0.0, 0.0), 1.0, WordKind.WORD, 0)
    return _written(blank, text, origin)


def _written(word: Word, text: str, origin: Origin) -> Word:
    """The word as somebody wrote it; how it sounded is known only while it is the same word."""
    spoken = spoken_form(text)
    is_filler = spoken in FILLERS
    return replace(
        word,
        text=spoken,
        clean="" if is_filler else text,
        confidence=1.0 if origin is Origin.EDITED else word.confidence,
        kind=WordKind.FILLER if is_filler else WordKind.WORD,
        syllables=word.syllables if spoken == word.text else 0,
        origin=origin,
    )


def _leave_stop(draft: list[Word], deleted: Word) -> None:
    if not deleted.clean.endswith(SENTENCE_ENDS):
        return
    last = next((place for place in range(len(draft) - 1, -1, -1) if draft[place].clean), None)
    if last is not None and not draft[last].clean.endswith(SENTENCE_ENDS):
        stopped = draft[last].clean.rstrip(",;:") + deleted.clean[-1]
        draft[last] = replace(draft[last], clean=stopped)


def _placed(draft: Sequence[Word], duration_s: float) -> list[Word]:
    """With the times of new words, and what they share with the words around them."""
    words: list[Word] = []
    for is_new, run in groupby(draft, key=lambda word: word.id == _NEW):
        entries = list(run)
        if is_new:
            end = len(words) + len(entries)
            after = draft[end] if end < len(draft) else None
            entries = _between(words[-1] if words else None, entries, after, duration_s)
        words += entries
    return words


def _between(before: Word | None, entries: list[Word], after: Word | None, duration_s: float) -> list[Word]:
    """New words follow the word before them; at the very beginning they lead to the word after them."""
    opens_s = before.span.end_s if before else 0.0
    closes_s = after.span.start_s if after else duration_s
    share_s = min(INSERTED_S, max(0.0, closes_s - opens_s) / len(entries))
    if before is None:
        opens_s = closes_s - share_s * len(entries)
    neighbours = [word for word in (before, after) if word]
    surest = min((word.confidence for word in neighbours), default=1.0)
    return [
        replace(
            word,
            span=Span(round(opens_s + share_s * place, 3), round(opens_s + share_s * (place + 1), 3)),
            confidence=1.0 if word.origin is Origin.EDITED else surest,
            speaker=neighbours[0].speaker if neighbours else "",
        )
        for place, word in enumerate(entries)
    ]
