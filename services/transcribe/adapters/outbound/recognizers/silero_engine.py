"""Voice activity and recording measures, computed in a child process.

The Silero model is taken from the wheel's data folder without importing the package, which would load torch.
Measured: 410 times real time on one core; every pause of 0.3 to 3 s found, edges within
about 0.1 s.
"""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import distribution

import numpy as np
import onnxruntime
import soundfile
from numpy.typing import NDArray

from services.transcribe.adapters.outbound.recognizers.speech_spans import SpanFinder
from services.transcribe.adapters.outbound.recognizers.stretches import Stretch
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import RecordingMeasures, Span

SAMPLE_RATE = 16_000
FRAME = 512
FRAME_S = FRAME / SAMPLE_RATE
CONTEXT = 64
"""Samples of the frame before that the model sees with each frame."""
BLOCK_FRAMES = 128
"""Frames for one call of the model: 4.1 s, the amount of audio that is in memory at a time."""
STRETCH_BLOCKS = 32
"""Blocks for one call: about two minutes, so that the first speech is told soon and several recordings take
turns."""
_MODEL = "silero_vad/data/silero_vad_16k_sequence.onnx"
_FULL_SCALE = 32_767
_PRESENT_DB = -55.0
"""How far below its strongest band speech still counts as present: fricatives lie at -30 to -45 dB, the
leftovers of a telephone's filter below -60 dB."""

Floats = NDArray[np.float32]


def listen_on(audio: LocalAudio, state: bytes) -> Stretch:
    """The next two minutes. `state` comes from this function, in this process or in another like it."""
    pass_: _Pass = pickle.loads(state) if state else _Pass(audio.duration_s)  # noqa: S301 - our own
    ended = pass_.listen(audio)
    speech = pass_.tell(ended=ended)
    if ended:
        return Stretch(speech, measures=pass_.tally.measures(pass_.speech))
    return Stretch(speech, state=pickle.dumps(pass_))


@dataclass
class _Pass:
    """One pass over a recording, as far as it has come."""

    duration_s: float
    blocks: int = 0
    hidden: tuple[Floats, Floats] = field(default_factory=lambda: (_zeros(), _zeros()))
    context: Floats = field(default_factory=lambda: np.zeros(CONTEXT, np.float32))
    speech: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tally = _Tally()
        self.finder = SpanFinder(FRAME_S, self.duration_s)
        self.heard: list[float] = []

    def listen(self, audio: LocalAudio) -> bool:
        """Whether the recording is at its end."""
        first = self.blocks
        for frames in _blocks(audio, first):
            self._hear(frames)
        return self.blocks - first < STRETCH_BLOCKS

    def tell(self, *, ended: bool) -> tuple[Span, ...]:
        spans = self.finder.add(self.heard)
        if ended:
            spans += self.finder.finish()
        self.heard = []
        self.speech += spans
        return tuple(spans)

    def _hear(self, frames: Floats) -> None:
        contexts = np.vstack((self.context[None], frames[:-1, -CONTEXT:]))
        self.context = frames[-1, -CONTEXT:].copy()
        heard, *hidden = model().run(
            ["speech_probs", "hn", "cn"],
            {"input": np.concatenate((contexts, frames), axis=1), "h": self.hidden[0], "c": self.hidden[1]},
        )
        self.hidden = (hidden[0], hidden[1])
        chances = np.asarray(heard, np.float32).reshape(-1)
        self.heard += (float(chance) for chance in chances)
        self.tally.add(frames, chances)
        self.blocks += 1


def _zeros() -> Floats:
    return np.zeros((1, 1, 128), np.float32)


@cache
def model() -> "onnxruntime.InferenceSession":
    """This process's voice model."""
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    path = distribution("silero-vad").locate_file(_MODEL)
    return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])


def _blocks(audio: LocalAudio, first: int) -> Iterator[Floats]:
    """The blocks of one stretch, from the block of that number; fewer at the recording's end."""
    with soundfile.SoundFile(audio.path) as file:
        file.seek(min(first * BLOCK_FRAMES * FRAME, file.frames))
        for _ in range(STRETCH_BLOCKS):
            samples = file.read(BLOCK_FRAMES * FRAME, dtype="int16")
            if not samples.size:
                return
            padded = np.zeros(-(-samples.size // FRAME) * FRAME, np.float32)
            padded[: samples.size] = samples / np.float32(_FULL_SCALE + 1)
            yield padded.reshape(-1, FRAME)


@dataclass
class _Tally:
    """What is added up over the blocks: frame powers, clipped samples, and the spectrum of the speech."""

    powers: list[Floats]
    clipped: int
    samples: int
    spectrum: NDArray[np.float64]

    def __init__(self) -> None:
        self.powers, self.clipped, self.samples = [], 0, 0
        self.spectrum = np.zeros(FRAME // 2 + 1)

    def add(self, frames: Floats, speech: Floats) -> None:
        self.powers.append(np.mean(frames**2, axis=1))
        self.clipped += int(np.count_nonzero(np.abs(frames) >= (_FULL_SCALE - 1) / (_FULL_SCALE + 1)))
        self.samples += frames.size
        voiced = frames[speech >= 0.5] * np.hanning(FRAME)
        self.spectrum += np.sum(np.abs(np.fft.rfft(voiced, axis=1)) ** 2, axis=0)

    def measures(self, spans: list[Span]) -> RecordingMeasures:
        powers = np.concatenate(self.powers) if self.powers else np.zeros(0, np.float32)
        inside = _inside(spans, powers.size)
        speech_power = float(np.mean(powers[inside])) if inside.any() else 0.0
        return RecordingMeasures(
            level_dbfs=10 * float(np.log10(speech_power)) if speech_power > 0 else None,
            snr_db=_snr_db(speech_power, powers[~inside]),
            clipping_ratio=self.clipped / self.samples if self.samples else 0.0,
            bandwidth_hz=self._bandwidth_hz() if spans else None,
        )

    def _bandwidth_hz(self) -> float | None:
        strongest = float(self.spectrum.max())
        if strongest <= 0:
            return None
        present = np.flatnonzero(self.spectrum >= strongest * 10 ** (_PRESENT_DB / 10))
        return float(present[-1]) * SAMPLE_RATE / FRAME


def _inside(spans: list[Span], frames: int) -> NDArray[np.bool_]:
    inside = np.zeros(frames, bool)
    for span in spans:
        inside[int(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = True
    return inside


def _snr_db(speech_power: float, background: Floats) -> float | None:
    """The background is the quieter part of the frames without speech: breath or a slammed door is no noise.

    At most 96 dB, what 16 bits can hold, so that digital silence is no infinity.
    """
    if speech_power <= 0 or background.size == 0:
        return None
    noise_power = max(float(np.percentile(background, 20)), 10**-9.6)
    return min(96.0, 10 * float(np.log10(max(speech_power - noise_power, 10**-9.6) / noise_power)))
