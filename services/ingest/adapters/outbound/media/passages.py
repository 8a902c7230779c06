"""A part of the audio, found by its time without decoding what lies before it.

Time counts from the first sample that decoding from the beginning would give: the priming of MP3 and AAC
and the pre-skip of Opus are no part of it. A seek lands before the wanted place, and what is between is
decoded and dropped, so a decoder that needs a moment to settle has it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

Decode = Callable[[], Iterator[AudioFrame]]
"""Decodes from where the container stands."""

_SETTLING_S = 0.5
"""Opus asks for 80 ms, the bit reservoir of MP3 for less; landing is exact to a packet or a page at best."""
_BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class Passage:
    """`frames` begin `lead_s` before the wanted place."""

    frames: Iterator[AudioFrame]
    lead_s: float


def passage(media: InputContainer, stream: AudioStream, start_s: float, decode: Decode) -> Passage:
    """From `start_s` on; where the container can't seek or has no times, by decoding what lies before."""
    if start_s <= _SETTLING_S:
        return Passage(decode(), start_s)
    first = next(decode(), None)
    if first is None or first.time is None or not _seek(media, stream, first.time + start_s - _SETTLING_S):
        return _from_the_beginning(media, stream, start_s, decode)
    frames = decode()
    landed = next(frames, None)
    if landed is None:
        return Passage(iter(()), 0.0)
    if landed.time is None or landed.time - first.time > start_s:
        return _from_the_beginning(media, stream, start_s, decode)
    return Passage(chain([landed], frames), start_s - (landed.time - first.time))


def cut(frames: Iterator[AudioFrame], skipped: int, kept: int | None) -> Iterator[AudioFrame]:
    """Of mono s16 frames, the samples from `skipped` on, and no more than `kept`."""
    for frame in frames:
        count = frame.samples - skipped if kept is None else min(frame.samples - skipped, kept)
        if count > 0:
            yield frame if count == frame.samples else _part(frame, skipped, count)
            kept = None if kept is None else kept - count
        skipped = max(0, skipped - frame.samples)
        if kept == 0:
            return


def _seek(media: InputContainer, stream: AudioStream, time_s: float) -> bool:
    assert stream.time_base is not None
    try:
        media.seek(int(time_s / stream.time_base), stream=stream)
    except av.FFmpegError:
        return False
    return True


def _from_the_beginning(
    media: InputContainer, stream: AudioStream, start_s: float, decode: Decode
) -> Passage:
    media.seek(stream.start_time or 0, stream=stream)
    return Passage(decode(), start_s)


def _part(frame: AudioFrame, start: int, count: int) -> AudioFrame:
    part = AudioFrame(format="s16", layout="mono", samples=count, align=1)
    content = bytes(frame.planes[0])
    part.planes[0].update(content[start * _BYTES_PER_SAMPLE : (start + count) * _BYTES_PER_SAMPLE])
    part.sample_rate = frame.sample_rate
    return part
