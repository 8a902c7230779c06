"""Subtitles: words cut into cues that can be read while somebody speaks.

The limits are those that broadcasters share (BBC Subtitle Guidelines, Netflix Timed Text Style Guide): two
lines of at most 42 characters, from one second to seven, a visible gap between two cues, never two at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.transcribe.domain.audio import Span
from services.transcribe.domain.exports.passages import Passage, Token

LINE_CHARS = 42
LINES = 2
SHORTEST_S = 1.0
LONGEST_S = 7.0
GAP_S = 0.08
"""Two frames at 25 a second: the eye sees that the text has changed."""
READ_CHARS_PER_S = 17.0
"""A cue stays for as long as reading it takes, where the next one leaves the time."""
PAUSE_S = 1.0
"""A silence of this length ends a cue."""


@dataclass(frozen=True)
class Cue:
    span: Span
    lines: tuple[str, ...]
    speaker: str


def cues(passages: Sequence[Passage]) -> list[Cue]:
    """In order, apart from each other, each within the limits whatever the words are."""
    groups = list(_groups([token for passage in passages for token in _short(passage.tokens)]))
    return [
        Cue(span, tuple(_lines([token.text for token in group])), group[0].speaker)
        for group, span in zip(groups, _times(groups), strict=True)
    ]


def _short(tokens: Sequence[Token]) -> Iterator[Token]:
    """A word that is longer than a line comes in parts."""
    for token in tokens:
        parts = [token.text[at : at + LINE_CHARS] for at in range(0, len(token.text), LINE_CHARS)]
        step_s = token.span.duration_s / len(parts)
        for number, part in enumerate(parts):
            start_s = token.span.start_s + number * step_s
            yield Token(part, Span(start_s, start_s + step_s), token.speaker, token.word_id)


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        if group and _ends(group, token):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _ends(group: Sequence[Token], following: Token) -> bool:
    last = group[-1]
    lasts_s = following.span.start_s - group[0].span.start_s
    sentence_ends = last.text.endswith((".", "!", "?")) and lasts_s >= SHORTEST_S + GAP_S
    return (
        sentence_ends
        or last.speaker != following.speaker
        or following.span.start_s - last.span.end_s >= PAUSE_S
        or following.span.end_s - group[0].span.start_s > LONGEST_S
        or not _lines([*(token.text for token in group), following.text])
    )


def _lines(words: Sequence[str]) -> list[str]:
    """The words on one line, or on two of the most equal length; none where they don't fit."""
    whole = " ".join(words)
    if len(whole) <= LINE_CHARS:
        return [whole]
    splits = ([" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words)))
    fitting = [lines for lines in splits if max(map(len, lines)) <= LINE_CHARS]
    return min(fitting, key=lambda lines: abs(len(lines[0]) - len(lines[1])), default=[])


def _times(groups: Sequence[Sequence[Token]]) -> Iterator[Span]:
    """Where there is no room for the shortest cue, the next one begins that much later."""
    free_s = 0.0
    starts = [group[0].span.start_s for group in groups]
    for group, (start_s, next_s) in zip(groups, pairwise([*starts, float("inf")]), strict=True):
        begins_s = max(start_s, free_s)
        chars = sum(len(token.text) + 1 for token in group)
        wanted_s = max(group[-1].span.end_s, begins_s + chars / READ_CHARS_PER_S)
        ends_s = max(min(wanted_s, next_s - GAP_S, begins_s + LONGEST_S), begins_s + SHORTEST_S)
        free_s = ends_s + GAP_S
        yield Span(round(begins_s, 3), round(ends_s, 3))
