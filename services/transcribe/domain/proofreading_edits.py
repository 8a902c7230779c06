"""A corrected sentence as edits of the words that were heard, so that ids and times survive the correction.

A text model may change how a sentence is written, not what it says. What was misheard looks much the same: a
correction is refused where it changes too many letters, or adds more than a few words. Then it is another
sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from services.transcribe.domain.alignment import longest_common
from services.transcribe.domain.edit_rules import MAX_WORD_CHARS, is_visible
from services.transcribe.domain.edits import Action, WordEdit, spoken_form
from services.transcribe.domain.versions import Refusal
from services.transcribe.domain.words import Word

CHANGED_AT_MOST = 0.35
"""Share of a sentence's letters that are other ones afterwards, or gone, or new."""
ADDED_AT_MOST = 0.15
"""Share of words that are new."""
LARGEST_COMPARISON = 1_000_000
"""Letters times letters; sentences of a hundred words stay far below."""
FREE_LETTERS = 6
FREE_WORDS = 1
"""So that a sentence of three words can be corrected at all."""


class Refused(Exception):
    """The words stay as they are."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Correction:
    """What to change, and how many words say something else then: other ones, new ones, and those gone."""

    edits: tuple[WordEdit, ...] = ()
    changed_words: int = 0


def correction(words: Sequence[Word], corrected: str) -> Correction:
    """`words` are a segment's; hesitations are not part of its text, and stay. Raises `Refused`."""
    shown = [word for word in words if word.clean]
    tokens = [token for token in corrected.split() if spoken_form(token)]
    _check(shown, tokens)
    runs = list(_runs(shown, tokens))
    letters = sum(len(_letters(word.clean)) for word in shown)
    changed_letters = sum(_distance([word.clean for word in before], after) for before, after in runs)
    if changed_letters > max(FREE_LETTERS, CHANGED_AT_MOST * letters):
        raise Refused(Refusal.CHANGES_TOO_MUCH)
    edits = tuple(edit for before, after in runs for edit in _replacing(before, after))
    said = {word.id: _letters(word.clean) for word in shown}
    changed = [
        edit for edit in edits if edit.action is Action.INSERT or _letters(edit.text) != said[edit.word_id]
    ]
    return Correction(edits, len(changed))


def _check(shown: Sequence[Word], tokens: Sequence[str]) -> None:
    """Before anything is aligned, which takes time that grows with both lengths."""
    added = len(tokens) - len(shown)
    if not shown or not tokens or added > max(FREE_WORDS, ADDED_AT_MOST * len(shown)):
        raise Refused(Refusal.CHANGES_TOO_MUCH)
    if not all(len(token) <= MAX_WORD_CHARS and all(map(is_visible, token)) for token in tokens):
        raise Refused(Refusal.NO_SENSE)


def _letters(*written: str) -> str:
    return "".join(map(spoken_form, written))


def _distance(before: Sequence[str], after: Sequence[str]) -> int:
    """Letters that are other ones, gone or new."""
    said, corrected = _letters(*before), _letters(*after)
    if said == corrected:
        return 0
    if len(said) * len(corrected) > LARGEST_COMPARISON:
        return max(len(said), len(corrected))
    return max(len(said), len(corrected)) - len(longest_common(said, corrected))


def _runs(shown: Sequence[Word], tokens: Sequence[str]) -> Iterator[tuple[Sequence[Word], Sequence[str]]]:
    """Stretches of words with what they became. Each begins with a word that stayed the same one, but the
    first, which ends before such a word; new words at the very beginning take that word along."""
    said, corrected = [_letters(word.clean) for word in shown], [_letters(token) for token in tokens]
    starts = longest_common(said, corrected)
    if starts and starts[0][0] == 0:
        starts[0] = (0, 0)
    word, token = 0, 0
    for next_word, next_token in [*starts, (len(shown), len(tokens))]:
        yield shown[word:next_word], tokens[token:next_token]
        word, token = next_word, next_token


def _replacing(before: Sequence[Word], after: Sequence[str]) -> Iterator[WordEdit]:
    """Word by word; what is left over is deleted, or comes behind the last word."""
    for word, token in zip_longest(before, after):
        if word is None:
            yield WordEdit(before[-1].id, Action.INSERT, token)
        elif word.clean != token:
            yield WordEdit(word.id, Action.REPLACE, token or "")
