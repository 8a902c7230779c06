"""From the chance of speech in each frame to spans of speech, while the frames come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.transcribe.domain.audio import Span

STARTS_AT = 0.5
ENDS_BELOW = 0.35
"""Two thresholds, so that a wavering chance makes no dozens of spans; this pair missed no pause."""
SHORTEST_PAUSE_S = 0.1
SHORTEST_SPEECH_S = 0.15
"""A single short word ("car") may be heard for no longer; a click is shorter."""
PADDING_S = 0.03

Run = tuple[int, int]
"""Frames: the first, and one past the last."""


@dataclass
class SpanFinder:
    """Spans in order, apart from each other, within the recording, to the millisecond. Those that it tells
    are final; `open_from` is the frame from which on nothing is certain yet."""

    frame_s: float
    duration_s: float
    open_from: int = 0
    _chances: list[float] = field(default_factory=list)
    _last_end_s: float = 0.0

    def add(self, chances: Sequence[float]) -> list[Span]:
        """The spans that are certain, now that these frames have followed."""
        self._chances += chances
        runs = list(_joined(_runs(self._chances), self._shortest_pause))
        still_open = bool(runs) and len(self._chances) - runs[-1][1] <= self._shortest_pause
        certain = runs[:-1] if still_open else runs
        spans = self._spans(certain)
        kept_from = runs[-1][0] if still_open else len(self._chances)
        self._chances, self.open_from = self._chances[kept_from:], self.open_from + kept_from
        return spans

    def finish(self) -> list[Span]:
        """The rest, when no more frames come."""
        return self._spans(list(_joined(_runs(self._chances), self._shortest_pause)))

    @property
    def _shortest_pause(self) -> int:
        return round(SHORTEST_PAUSE_S / self.frame_s)

    def _spans(self, runs: Sequence[Run]) -> list[Span]:
        spans: list[Span] = []
        for first, last in runs:
            if (last - first) * self.frame_s >= SHORTEST_SPEECH_S:
                start_s = max((self.open_from + first) * self.frame_s - PADDING_S, self._last_end_s)
                end_s = min((self.open_from + last) * self.frame_s + PADDING_S, self.duration_s)
                span = Span(round(start_s, 3), round(end_s, 3))
                self._last_end_s = span.end_s
                spans.append(span)
        return [span for span in spans if span.end_s > span.start_s]


def speech_spans(chances: Sequence[float], frame_s: float, duration_s: float) -> list[Span]:
    """All the spans of a recording that is known as a whole."""
    finder = SpanFinder(frame_s, duration_s)
    return finder.add(chances) + finder.finish()


def _runs(chances: Sequence[float]) -> Iterator[Run]:
    """Frames from where speech starts to where it ends."""
    start: int | None = None
    for frame, chance in enumerate(chances):
        if start is None and chance >= STARTS_AT:
            start = frame
        elif start is not None and chance < ENDS_BELOW:
            yield start, frame
            start = None
    if start is not None:
        yield start, len(chances)


def _joined(runs: Iterator[Run], shortest_pause: int) -> Iterator[Run]:
    """Runs with too short a pause between them are one."""
    current: Run | None = None
    for run in runs:
        if current and run[0] - current[1] <= shortest_pause:
            current = (current[0], run[1])
            continue
        if current:
            yield current
        current = run
    if current:
        yield current
