"""The clean text: the words that were meant, made readable, by rule and without guessing.

- Fillers are left out, and of an immediate repetition ("I was I was there") all but the last saying, unless
  it is one of numbers or letters.
- Where a word was matched to the reference text, the text's own spelling and punctuation are used: there a
  pause says nothing about punctuation, and a repeated word is no slip if the text repeats it.
- An engine that writes case and punctuation keeps its own.
- All other words are written by rule: numbers, names and abbreviations, punctuation from pauses, capitals at
  the start of sentences.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from services.transcribe.domain.audio import VoiceActivity
from services.transcribe.domain.capitals import capitalise, first_capital
from services.transcribe.domain.punctuation import SENTENCE_ENDS, is_question, mark_between
from services.transcribe.domain.read_numbers import NUMBER_WORDS
from services.transcribe.domain.reference import ReferenceText, ReferenceWord
from services.transcribe.domain.words import HeardWord, Word, WordKind
from services.transcribe.domain.written_numbers import write_numbers

LONGEST_REPETITION = 3
"""Words in a phrase that is recognised as said twice."""
_MARKS = ".,;:!?…"


@dataclass(frozen=True)
class Spoken:
    """A heard word, the word of the text that it is (if any), and the pause after it."""

    heard: HeardWord
    reference: ReferenceWord | None
    pause_s: float

    @property
    def by_rule(self) -> bool:
        """Whether nobody else says how it is written."""
        return self.reference is None and not self.heard.written

    @property
    def text(self) -> str:
        """As somebody else writes it, without the mark after it; else as it was heard."""
        if self.reference:
            return self.reference.written
        return self.heard.written.rstrip(_MARKS) or self.heard.text

    @property
    def mark(self) -> str:
        """The punctuation that somebody else writes after it."""
        if self.reference:
            return self.reference.ends
        return self.heard.written[len(self.heard.written.rstrip(_MARKS)) :]


@dataclass
class _Token:
    """A word that is kept, on its way to being written; `text` is empty where an earlier word has it."""

    place: int
    spoken: Spoken
    text: str
    mark: str = ""
    words: list[str] = field(default_factory=list)
    after_dropped: bool = False
    """Words before it were left out, perhaps the first of a sentence."""


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
    clean = _clean(spoken)
    return [_word(i, item, clean.get(i, "")) for i, item in enumerate(spoken)]


def _word(place: int, item: Spoken, clean: str) -> Word:
    heard = item.heard
    kind = WordKind.WORD if item.reference else heard.kind
    return Word(
        place + 1, heard.text, clean, heard.span, heard.confidence, kind, heard.syllables, heard.speaker
    )


def _clean(spoken: Sequence[Spoken]) -> dict[int, str]:
    """The clean text of the words that have one, by their place."""
    tokens = _tokens(spoken)
    for run in _runs(tokens):
        _write_by_rule(run)
    for place, token in enumerate(tokens):
        if token.spoken.reference and token.spoken.reference.figures:
            _write_figures(tokens[place : place + token.spoken.reference.said_in], token.spoken.reference)
    sentence: list[_Token] = []
    starts = True
    for token in (token for token in tokens if token.text):
        if starts and (token.spoken.by_rule or token.spoken.reference or token.after_dropped):
            token.text = first_capital(token.text)
        sentence.append(token)
        starts = token.mark[-1:] in SENTENCE_ENDS and bool(token.mark)
        if starts:
            _ask(sentence)
            sentence = []
    return {token.place: token.text + token.mark for token in tokens if token.text}


def _tokens(spoken: Sequence[Spoken]) -> list[_Token]:
    kept = sorted(_kept(spoken))
    edges = [-1, *kept]
    return [
        _Token(
            place=place,
            spoken=spoken[place],
            text=spoken[place].text,
            mark=_strongest(_marks(spoken, place, following)),
            after_dropped=place > before + 1,
        )
        for before, place, following in zip(edges, kept, [*kept[1:], len(spoken)], strict=False)
    ]


def _kept(spoken: Sequence[Spoken]) -> set[int]:
    meant = [i for i, item in enumerate(spoken) if item.heard.kind is WordKind.WORD or item.reference]
    texts = [spoken[i].heard.text for i in meant]
    said_again: set[int] = set()
    for size in range(LONGEST_REPETITION, 0, -1):
        for at in range(len(texts) - 2 * size + 1):
            if texts[at : at + size] == texts[at + size : at + 2 * size] and not _may_repeat(texts[at]):
                said_again.update(i for i in meant[at : at + size] if not spoken[i].reference)
    return set(meant) - said_again


def _may_repeat(word: str) -> bool:
    """Twenty twenty six, b b c; but not "I I went"."""
    return word in NUMBER_WORDS or (len(word) == 1 and word not in ("a", "i"))


def _marks(spoken: Sequence[Spoken], place: int, following: int) -> Iterator[str]:
    """What stands or is to stand between a word and the next one that is kept."""
    next_word = spoken[following].heard.text if following < len(spoken) else ""
    for item in spoken[place:following]:
        yield (
            item.mark if not item.by_rule else mark_between(spoken[place].heard.text, next_word, item.pause_s)
        )
    if not next_word and not spoken[place].heard.written:
        yield "."


def _strongest(marks: Iterator[str]) -> str:
    """The first that ends a sentence, else the first there is."""
    found = [mark for mark in marks if mark]
    return next((mark for mark in found if mark[-1] in SENTENCE_ENDS), found[0] if found else "")


def _runs(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Words that are written by rule and have no mark between them."""
    run: list[_Token] = []
    for token in tokens:
        if token.spoken.by_rule:
            run.append(token)
        if run and (token.mark or not token.spoken.by_rule):
            yield run
            run = []
    if run:
        yield run


def _write_by_rule(run: Sequence[_Token]) -> None:
    numbered = write_numbers([token.text for token in run])
    places = [i for i, text in enumerate(numbered) if text]
    written = dict(zip(places, capitalise([numbered[i] for i in places]), strict=True))
    for i, token in enumerate(run):
        token.text = written.get(i, "")
    _move_mark(run)


def _write_figures(said: Sequence[_Token], number: ReferenceWord) -> None:
    """As the text writes it, where every word of the number was heard."""
    others = [token.spoken.reference for token in said[1:]]
    if len(said) == number.said_in and all(other is not None and other.continues for other in others):
        said[0].text = number.figures
        for token in said[1:]:
            token.text = ""
        _move_mark(said)


def _move_mark(run: Sequence[_Token]) -> None:
    """The mark at the end belongs to the last that has a text."""
    last = next(token for token in reversed(run) if token.text)
    if last is not run[-1]:
        last.mark, run[-1].mark = run[-1].mark, ""


def _ask(sentence: Sequence[_Token]) -> None:
    """Turns the full stop of a question into its mark, where the stop comes from a rule."""
    last = sentence[-1]
    if (
        last.mark == "."
        and last.spoken.by_rule
        and is_question([token.spoken.heard.text for token in sentence])
    ):
        last.mark = "?"
