"""From the chance of speech in each frame to spans of speech."""

from collections.abc import Iterator, Sequence

from services.transcribe.domain.audio import Span

STARTS_AT = 0.5
ENDS_BELOW = 0.35
"""Two thresholds, so that a wavering chance makes no dozens of spans; this pair missed no pause."""
SHORTEST_PAUSE_S = 0.1
SHORTEST_SPEECH_S = 0.15
"""A single short word ("car") may be heard for no longer; a click is shorter."""
PADDING_S = 0.03


def speech_spans(chances: Sequence[float], frame_s: float, duration_s: float) -> list[Span]:
    """Spans in order, apart from each other, within the recording, to the millisecond."""
    spans: list[Span] = []
    for first, last in _joined(list(_runs(chances)), round(SHORTEST_PAUSE_S / frame_s)):
        if (last - first) * frame_s >= SHORTEST_SPEECH_S:
            start_s = max(first * frame_s - PADDING_S, spans[-1].end_s if spans else 0.0)
            end_s = min(last * frame_s + PADDING_S, duration_s)
            spans.append(Span(round(start_s, 3), round(end_s, 3)))
    return [span for span in spans if span.end_s > span.start_s]


def _runs(chances: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Frames (first, one past the last) from where speech starts to where it ends."""
    start: int | None = None
    for frame, chance in enumerate(chances):
        if start is None and chance >= STARTS_AT:
            start = frame
        elif start is not None and chance < ENDS_BELOW:
            yield start, frame
            start = None
    if start is not None:
        yield start, len(chances)


def _joined(runs: Sequence[tuple[int, int]], shortest_pause: int) -> Iterator[tuple[int, int]]:
    """Runs with too short a pause between them are one."""
    current: tuple[int, int] | None = None
    for run in runs:
        if current and run[0] - current[1] <= shortest_pause:
            current = (current[0], run[1])
            continue
        if current:
            yield current
        current = run
    if current:
        yield current
