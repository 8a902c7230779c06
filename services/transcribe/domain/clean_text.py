"""The clean text: the words that were meant, made readable, by rule and without guessing.

- Fillers are left out, and of an immediate repetition ("I was I was there") all but the last saying.
- A pause of `SENTENCE_PAUSE_S` ends a sentence, one of `CLAUSE_PAUSE_S` a clause. Pauses come from the voice
  activity, never from gaps between word times.
- Sentences begin with a capital letter; so does "I".
- Where a word was matched to the reference text, the text's own spelling and punctuation are used: there a
  pause says nothing about punctuation, and a repeated word is no slip if the text repeats it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.transcribe.domain.audio import VoiceActivity
from services.transcribe.domain.reference import ReferenceText, ReferenceWord
from services.transcribe.domain.words import HeardWord, Word, WordKind

SENTENCE_PAUSE_S = 0.6
"""The pause at punctuation that listeners rate most natural (Liu et al. 2022)."""
CLAUSE_PAUSE_S = 0.3
LONGEST_REPETITION = 3
"""Words in a phrase that is recognised as said twice."""
_CAPITAL = {"i", "i'm", "i'd", "i'll", "i've"}
_SENTENCE_ENDS = frozenset(".!?")


@dataclass(frozen=True)
class Spoken:
    """A heard word, the word of the text that it is (if any), and the pause after it."""

    heard: HeardWord
    reference: ReferenceWord | None
    pause_s: float

    @property
    def ends(self) -> str:
        """The punctuation after it."""
        if self.reference:
            return self.reference.ends
        if self.pause_s >= SENTENCE_PAUSE_S:
            return "."
        return "," if self.pause_s >= CLAUSE_PAUSE_S else ""


def with_context(
    heard: Sequence[HeardWord],
    voice: VoiceActivity,
    matches: Mapping[int, int],
    reference: ReferenceText | None,
) -> list[Spoken]:
    """`matches`: which heard word is which word of the text."""
    pauses = _pauses_after(heard, voice)
    return [
        Spoken(word, reference.words[matches[i]] if reference and i in matches else None, pauses[i])
        for i, word in enumerate(heard)
    ]


def _pauses_after(heard: Sequence[HeardWord], voice: VoiceActivity) -> list[float]:
    """The longest silence between the middles of each word and the next; endless after the last."""
    pauses = [0.0] * len(heard)
    silences = list(voice.pauses())
    at = 0
    for i, (word, following) in enumerate(pairwise(heard)):
        while at < len(silences) and silences[at].middle_s < word.span.middle_s:
            at += 1
        while at < len(silences) and silences[at].middle_s < following.span.middle_s:
            pauses[i] = max(pauses[i], silences[at].duration_s)
            at += 1
    if heard:
        pauses[-1] = float("inf")
    return pauses


def number_words(spoken: Sequence[Spoken]) -> list[Word]:
    """Every word with its id, and as it stands in the clean text."""
    kept = _kept(spoken)
    words = []
    sentence_starts = True
    for i, item in enumerate(spoken):
        clean = _written(item, sentence_starts, _punctuation(spoken, i, kept)) if i in kept else ""
        if clean:
            sentence_starts = clean[-1] in _SENTENCE_ENDS
        heard = item.heard
        kind = WordKind.WORD if item.reference else heard.kind
        words.append(Word(i + 1, heard.text, clean, heard.span, heard.confidence, kind, heard.syllables))
    return words


def _kept(spoken: Sequence[Spoken]) -> set[int]:
    meant = [i for i, item in enumerate(spoken) if item.heard.kind is WordKind.WORD or item.reference]
    texts = [spoken[i].heard.text for i in meant]
    said_again: set[int] = set()
    for size in range(LONGEST_REPETITION, 0, -1):
        for at in range(len(texts) - 2 * size + 1):
            if texts[at : at + size] == texts[at + size : at + 2 * size]:
                said_again.update(i for i in meant[at : at + size] if not spoken[i].reference)
    return set(meant) - said_again


def _punctuation(spoken: Sequence[Spoken], at: int, kept: set[int]) -> str:
    """The strongest mark between this word and the next one that is kept; the text ends with a full stop."""
    marks = [spoken[at].ends]
    following = at + 1
    while following < len(spoken) and following not in kept:
        marks.append(spoken[following].ends)
        following += 1
    if following == len(spoken):
        return marks[0] if marks[0] in _SENTENCE_ENDS and marks[0] else "."
    return max(marks, key=lambda mark: (mark in _SENTENCE_ENDS and bool(mark), bool(mark)))


def _written(item: Spoken, sentence_starts: bool, ends: str) -> str:
    text = item.reference.written if item.reference else item.heard.text
    if text in _CAPITAL or sentence_starts:
        text = text[0].upper() + text[1:]
    return text + ends
