"""Audio made at test time, of every container that is accepted and of several that are not."""

import math
import struct
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

RATE = 16_000


def tone(
    seconds: float, *, rate: int = RATE, hertz: float = 220.0
) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    times = np.arange(int(seconds * rate)) / rate
    return np.asarray(8_000 * np.sin(2 * math.pi * hertz * times), dtype=np.int16)


def hiss(seconds: float, *, rate: int = RATE) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """Noise of telephone width: every place sounds like itself only."""
    random = np.random.default_rng(7)
    points = random.standard_normal(int(seconds * 6_000) + 2) * 4_000
    times = np.arange(int(seconds * rate)) / rate * 6_000
    return np.asarray(np.clip(np.interp(times, np.arange(len(points)), points), -32_000, 32_000), np.int16)


def wav_header(
    data_bytes: int,
    *,
    rate: int = RATE,
    channels: int = 1,
    bits: int = 16,
    kind: int = 1,
    claim: int | None = None,
) -> bytes:
    """44 bytes that say what they are told to say, truthful or not."""
    frame = max(1, channels * bits // 8)
    claimed = data_bytes if claim is None else claim
    return (
        b"RIFF" + struct.pack("<I", min(36 + claimed, 0xFFFFFFFF)) + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, kind, channels & 0xFFFF, rate & 0xFFFFFFFF, (rate * frame) & 0xFFFFFFFF,
                      frame & 0xFFFF, bits)
        + b"data" + struct.pack("<I", claimed)
    )  # fmt: skip


def wav(seconds: float = 1.0, *, rate: int = RATE, **claims: int) -> bytes:
    samples = tone(seconds, rate=rate).tobytes()
    return wav_header(len(samples), rate=rate, **claims) + samples


def encoded(
    path: Path,
    format_name: str,
    codec: str,
    seconds: float = 1.0,
    *,
    rate: int = 48_000,
    silence: bool = False,
    noise: bool = False,
    bit_rate: int | None = None,
) -> bytes:
    """A file of the container and codec, written by PyAV: a tone, silence, or noise that nowhere repeats."""
    with av.open(str(path), mode="w", format=format_name) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        samples = hiss(seconds, rate=rate) if noise else tone(seconds, rate=rate)
        if silence:
            samples[:] = 0
        for start in range(0, len(samples), rate):
            frame = AudioFrame.from_ndarray(
                samples[start : start + rate].reshape(1, -1), format="s16", layout="mono"
            )
            frame.sample_rate = rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


KINDS: Sequence[tuple[str, str, str, int]] = (
    ("wav", "wav", "pcm_s16le", 48_000),
    ("mp3", "mp3", "libmp3lame", 44_100),
    ("mp4", "ipod", "aac", 44_100),
    ("flac", "flac", "flac", 48_000),
    ("ogg", "ogg", "libopus", 48_000),
    ("webm", "webm", "libopus", 48_000),
)
"""(our name of the container, PyAV's format, its codec, sample rate)"""


def video_with_two_voices(path: Path, seconds: float = 1.0) -> bytes:
    """An MP4 with a picture track and two audio tracks of 220 and 880 Hz, the first of them first."""
    with av.open(str(path), mode="w", format="mp4") as container:
        picture = container.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"  # type: ignore[attr-defined]
        voices = [container.add_stream("aac", rate=RATE, layout="mono") for _ in range(2)]
        for _ in range(int(5 * seconds)):
            image = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            container.mux(picture.encode(image))  # type: ignore[attr-defined]
        for voice, hertz in zip(voices, (220.0, 880.0), strict=True):
            samples = tone(seconds, hertz=hertz).reshape(1, -1)
            frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = RATE
            container.mux(voice.encode(frame))  # type: ignore[attr-defined]
        for stream in (picture, *voices):
            container.mux(stream.encode(None))  # type: ignore[attr-defined]
    return path.read_bytes()


def video_without_sound(path: Path) -> bytes:
    with av.open(str(path), mode="w", format="mp4") as container:
        picture = container.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"  # type: ignore[attr-defined]
        for _ in range(5):
            image = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            container.mux(picture.encode(image))  # type: ignore[attr-defined]
        container.mux(picture.encode(None))  # type: ignore[attr-defined]
    return path.read_bytes()
