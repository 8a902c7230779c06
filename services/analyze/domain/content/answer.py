"""The answer as sentences, each with its place in the recording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.analyze.domain.content.grader_talk import spoken_to_the_grader
from services.analyze.domain.content.terms import Term, terms_of
from services.analyze.domain.material import Transcript, Word
from services.analyze.domain.measure import ListenTo
from services.analyze.domain.wording import normal_words

MAX_SENTENCE = 60
"""Words of a sentence; engines without punctuation give longer ones, which nobody speaks."""
_MAX_QUOTE = 120
"""Characters of a quotation; the rest is heard in the recording."""


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, its words in one normal form, and the terms among them."""

    text: str
    words: tuple[str, ...]
    start_s: float
    end_s: float

    @property
    def terms(self) -> tuple[Term, ...]:
        return terms_of(self.words)

    def quoted(self, label: str) -> ListenTo:
        text = self.text if len(self.text) <= _MAX_QUOTE else f"{self.text[:_MAX_QUOTE].rstrip()}…"
        return ListenTo(self.start_s, self.end_s, f"{label}: “{text}”")


@dataclass(frozen=True)
class Answer:
    """What counts as the answer; `disregarded` is what was said to the one who grades."""

    sentences: tuple[Sentence, ...]
    disregarded: tuple[Sentence, ...] = ()
    # Whether the engine wrote where sentences end.
    has_sentences: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def read_answer(transcript: Transcript) -> Answer:
    """Fillers are left out. Words that speak to the grader are taken out of their sentence, the rest of it
    stays: whoever says them gains nothing, and loses nothing but them."""
    kept: list[Sentence] = []
    disregarded: list[Sentence] = []
    spoken = [word for word in transcript.words if not word.is_filler and word.text]
    for run in _sentences(spoken):
        for is_talk, words in _parted(run):
            (disregarded if is_talk else kept).append(_sentence(words))
    ends = sum(_ends_sentence(word) for word in spoken)
    return Answer(tuple(s for s in kept if s.words), tuple(disregarded), ends * MAX_SENTENCE >= len(spoken))


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        run.append(word)
        if _ends_sentence(word) or len(run) == MAX_SENTENCE:
            yield run
            run = []
    if run:
        yield run


def _ends_sentence(word: Word) -> bool:
    return word.clean.endswith((".", "!", "?"))


def _parted(words: Sequence[Word]) -> Iterator[tuple[bool, Sequence[Word]]]:
    """The sentence before, in and behind what was said to the grader."""
    tokens = [(normal_words(word.text) or ("",))[-1] for word in words]
    place = 0
    for start, end in spoken_to_the_grader(tokens):
        if start > place:
            yield False, words[place:start]
        yield True, words[start:end]
        place = end
    if place < len(words):
        yield False, words[place:]


def _sentence(words: Sequence[Word]) -> Sentence:
    return Sentence(
        text=" ".join(word.clean or word.text for word in words),
        words=tuple(token for word in words for token in normal_words(word.text)),
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
    )
