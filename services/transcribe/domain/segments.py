"""Runs of words between longer pauses."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from services.transcribe.domain.audio import Span
from services.transcribe.domain.punctuation import CLAUSE_PAUSE_S
from services.transcribe.domain.words import Segment, Word, WordKind

LONGEST_WORDS = 40
"""A speaker who makes no pauses still gets segments of a readable size."""
_TITLES = frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "St."})


def segment(words: Sequence[Word]) -> list[Segment]:
    """Segments end where the clean text ends a sentence, and where another speaker begins."""
    return [
        Segment(
            id=number,
            span=Span(run[0].span.start_s, run[-1].span.end_s),
            first_word_id=run[0].id,
            last_word_id=run[-1].id,
            text=" ".join(word.clean for word in run if word.clean),
            speaker=run[0].speaker,
        )
        for number, run in enumerate(_runs(words), start=1)
    ]


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word, following in zip_longest(words, words[1:]):
        if run and word.speaker != run[-1].speaker:
            yield run
            run = []
        run.append(word)
        if len(run) == LONGEST_WORDS or (_ends_sentence(run, following) and not _goes_on(word, following)):
            yield run
            run = []
    if run:
        yield run


def _ends_sentence(run: Sequence[Word], following: Word | None) -> bool:
    """The stop of an abbreviation ends one only before a capital letter, that of a title never."""
    last = next((word.clean for word in reversed(run) if word.clean), "")
    if last in _TITLES or not last.endswith((".", "!", "?")):
        return False
    return "." not in last[:-1] or following is None or not following.clean[:1].islower()


def _goes_on(word: Word, following: Word | None) -> bool:
    """Whether the next word is a further one of a number or an abbreviation, which stands at its first."""
    if following is None or following.clean or following.kind is WordKind.FILLER:
        return False
    return following.span.start_s - word.span.end_s < CLAUSE_PAUSE_S
