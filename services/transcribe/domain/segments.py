"""Runs of words between longer pauses."""

from collections.abc import Iterator, Sequence

from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import Segment, Word

LONGEST_WORDS = 40
"""A speaker who makes no pauses still gets segments of a readable size."""


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
    for word in words:
        if run and word.speaker != run[-1].speaker:
            yield run
            run = []
        run.append(word)
        if word.clean.endswith((".", "!", "?")) or len(run) == LONGEST_WORDS:
            yield run
            run = []
    if run:
        yield run
