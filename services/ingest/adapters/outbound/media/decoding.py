"""What runs in the sandboxed child: one untrusted file in, 16 kHz mono FLAC out.

The demuxer is the one that the content was found to need, never one that FFmpeg guesses, and it may
open nothing but that file. What a header claims is not believed: limits hold on
the samples that are produced.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from chassis.scratch import room_for_files
from services.ingest.adapters.outbound.media.limits import (
    MAX_CHANNELS,
    MAX_SAMPLE_RATE_HZ,
    MIN_SAMPLE_RATE_HZ,
    SAMPLE_RATE_HZ,
    SHORTEST_S,
)
from services.ingest.adapters.outbound.media.passages import Passage, cut, passage
from services.ingest.domain.containers import Container
from services.ingest.domain.errors import (
    corrupt_audio,
    empty_audio,
    no_audio_stream,
    nothing_behind_start,
    recording_too_long,
    unsupported_audio,
)
from services.ingest.domain.submission import Trim

_DEMUXERS = {
    Container.WAV: "wav",
    Container.MP3: "mp3",
    Container.MP4: "mov",
    Container.FLAC: "flac",
    Container.OGG: "ogg",
    Container.WEBM: "matroska",
}
_WHITELIST = "wav,mp3,flac,ogg,mov,matroska"
_BAD_PACKETS_FREE = 2
_BAD_PACKETS_SHARE = 0.1
"""A frame or two that can't be decoded is common in files that play well; one in ten is damage."""
_LATENCY_S = 0.1
"""What a resampler may still hold back of the frames that it was given."""


@dataclass
class _Shape:
    """What a frame must share with the one before it to go through the same resampler."""

    rate: int
    layout: str
    sample_format: str


def decode(source: Path, target: Path, container: Container, longest_s: float, trim: Trim) -> float:
    """Decode the wanted part of the first audio stream; returns its seconds, at most `longest_s`.

    Raises the problems of `domain.errors`, and `Unavailable` where the disk is full.
    """
    try:
        with room_for_files():
            samples = _decode(source, target, container, longest_s, trim)
    except (av.FFmpegError, MemoryError, ValueError, OSError):
        raise corrupt_audio() from None
    if samples < SHORTEST_S * SAMPLE_RATE_HZ:
        raise nothing_behind_start(trim.start_s, SHORTEST_S) if trim.start_s else empty_audio(SHORTEST_S)
    return samples / SAMPLE_RATE_HZ


def _decode(source: Path, target: Path, container: Container, longest_s: float, trim: Trim) -> int:
    options = {"format_whitelist": _WHITELIST, "protocol_whitelist": "file"}
    with (
        av.open(
            str(source), mode="r", format=_DEMUXERS[container], options=options, metadata_errors="replace"
        ) as media,
        av.open(str(target), mode="w", format="flac") as prepared,
    ):
        frames = _trimmed(media, _audio_stream(media), longest_s, trim)
        encoder = prepared.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="mono", format="s16")
        assert isinstance(encoder, AudioStream)
        samples = 0
        for frame in frames:
            samples += frame.samples
            if samples > longest_s * SAMPLE_RATE_HZ:
                raise recording_too_long(longest_s)
            prepared.mux(encoder.encode(frame))
        prepared.mux(encoder.encode(None))
    _sync(target)
    return samples


def _audio_stream(media: InputContainer) -> AudioStream:
    """The first one; other streams (video, cover art, subtitles) are not even demuxed."""
    stream = next(iter(media.streams.audio), None)
    if stream is None:
        raise no_audio_stream()
    context: AudioCodecContext | None = stream.codec_context  # None where there is no decoder for it
    if context is None or context.channels < 1 or context.sample_rate < 1:
        raise corrupt_audio()
    rate_fits = MIN_SAMPLE_RATE_HZ <= context.sample_rate <= MAX_SAMPLE_RATE_HZ
    if context.channels > MAX_CHANNELS or not rate_fits:
        raise unsupported_audio()
    context.thread_count = 1
    return stream


def _trimmed(
    media: InputContainer, stream: AudioStream, longest_s: float, trim: Trim
) -> Iterator[AudioFrame]:
    found = passage(media, stream, trim.start_s, lambda: _frames(media, stream))
    wanted_s = longest_s + 1 if trim.end_s is None else trim.end_s - trim.start_s
    frames = _resampled(_bounded(found, longest_s, wanted_s))
    kept = None if trim.end_s is None else round(wanted_s * SAMPLE_RATE_HZ)
    return cut(frames, round(found.lead_s * SAMPLE_RATE_HZ), kept)


def _bounded(found: Passage, longest_s: float, wanted_s: float) -> Iterator[AudioFrame]:
    """Stops before a frame is blown up: at 1 kHz, one sample in is 16 out."""
    seconds = -found.lead_s
    for frame in found.frames:
        seconds += frame.samples / max(1, frame.sample_rate)
        if seconds > longest_s and wanted_s > longest_s:
            raise recording_too_long(longest_s)
        yield frame
        if seconds > wanted_s + _LATENCY_S:
            return


def _frames(media: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    good = bad = 0
    for packet in media.demux(stream):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            bad += 1
            continue
        good += 1
        for frame in frames:
            assert isinstance(frame, AudioFrame)
            yield frame
    if bad > max(_BAD_PACKETS_FREE, good * _BAD_PACKETS_SHARE):
        raise corrupt_audio()


def _resampled(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    """16 kHz mono s16; a stream that changes its shape on the way gets a new resampler."""
    shape: _Shape | None = None
    resampler: AudioResampler | None = None
    for frame in frames:
        current = _Shape(frame.sample_rate, frame.layout.name, frame.format.name)
        if resampler is None or current != shape:
            yield from _rest(resampler)
            resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE_HZ)
            shape = current
        frame.pts = None
        yield from _without_times(resampler.resample(frame))
    yield from _rest(resampler)


def _rest(resampler: AudioResampler | None) -> Iterator[AudioFrame]:
    if resampler is not None:
        yield from _without_times(resampler.resample(None))


def _without_times(frames: list[AudioFrame]) -> Iterator[AudioFrame]:
    for frame in frames:
        frame.pts = None
        yield frame


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
