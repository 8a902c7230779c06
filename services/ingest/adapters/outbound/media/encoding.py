"""Speech as WAV becomes what clients play: resampled, in another tempo where asked for, and encoded."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.filter import Graph

RATE_HZ = 24_000
"""What OpenAI's `pcm` has; the others have it too, but for Opus, which knows only some rates."""

_FORMATS = {
    "mp3": ("mp3", "libmp3lame"),
    "opus": ("ogg", "libopus"),
    "aac": ("adts", "aac"),
    "flac": ("flac", "flac"),
    "wav": ("wav", "pcm_s16le"),
    "pcm": ("s16le", "pcm_s16le"),
}
_SAMPLE_FORMATS = {"aac": "fltp", "libmp3lame": "s16p"}


def encode(source: Path, target: Path, kind: str, tempo: float) -> None:
    """`tempo` keeps the pitch: 2 is half as long."""
    container, codec = _FORMATS[kind]
    with (
        av.open(str(source), format="wav") as sound,
        av.open(str(target), mode="w", format=container) as made,
    ):
        encoder = made.add_stream(
            codec, rate=RATE_HZ, layout="mono", format=_SAMPLE_FORMATS.get(codec, "s16")
        )
        assert isinstance(encoder, AudioStream)
        for frame in _in_tempo(sound.decode(audio=0), sound.streams.audio[0], tempo):
            made.mux(encoder.encode(frame))
        made.mux(encoder.encode(None))


def _in_tempo(frames: Iterator[AudioFrame], stream: AudioStream, tempo: float) -> Iterator[AudioFrame]:
    graph = Graph()
    chain = [
        graph.add_abuffer(template=stream),
        graph.add("atempo", str(tempo)),
        graph.add("aresample", str(RATE_HZ)),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*chain).configure()
    for frame in frames:
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, AudioFrame)
        frame.pts = None
        yield frame
