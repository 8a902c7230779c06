"""What the filler detector finds and what it invents."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.figures import Figure
from benchmarks.transcription.corpus import CLIPS, clean_readings
from benchmarks.transcription.plain import pieces
from services.transcribe.adapters.outbound.recognizers.silero_detector import SileroVoiceDetector
from services.transcribe.adapters.outbound.recognizers.spotting_filler_detector import SpottingFillerDetector
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span
from tests.builders.prepared_audio import RATE, Samples, noise, samples_of
from tests.builders.speech import Speech

SPONTANEOUS = {
    "spontaneous-1.wav": ((8.0, 8.57), (14.5, 14.95), (22.85, 23.3)),
    "spontaneous-2.wav": ((1.5, 1.75), (3.7, 3.97), (7.3, 8.02), (9.85, 10.35), (18.1, 18.35)),
}
"""Where their fillers are, in seconds: by an alignment of the transcripts and, for those that it misses, by
the gap in it where a keyword spotter hears one. Nobody has listened: these figures are kind to spotters."""
READINGS = 60
INSERTED = 30
SILENCE_S = 0.2
SPOKEN = (("um", "en-us+f5", 110), ("uh", "en-us+f2", 110), ("um", "en-us+m3", 80), ("uh", "en-us+m2", 80))
"""Word, voice and rate of the synthetic fillers, by turns."""
AUDIBLE = 0.02


@dataclass
class _Score:
    known: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0
    minutes: float = 0.0

    def add(self, hits: list[Span], known: list[Span], duration_s: float) -> None:
        right = sum(any(hit.overlap_s(span) > 0 for span in known) for hit in hits)
        self.known += len(known)
        self.found += sum(any(hit.overlap_s(span) > 0 for hit in hits) for span in known)
        self.right += right
        self.wrong += len(hits) - right
        self.minutes += duration_s / 60


@dataclass(frozen=True)
class _Case:
    path: Path
    fillers: list[Span]


def fillers(folder: Path) -> dict[str, list[Figure]]:
    """Every hit counts here: an engine's words, which rule out some of the wrong ones, are left aside."""
    if not CLIPS.is_dir():
        return {"Fillers: ../shared/speech is not here, nothing was measured": [Figure("fillers", 0, "")]}
    voice, detector = SileroVoiceDetector(), SpottingFillerDetector()
    readings = (_Case(_prepared(folder, path), []) for path in clean_readings(READINGS))
    try:
        monologues = _scored(voice, detector, _monologues(folder))
        inserted = _scored(voice, detector, _inserted(folder))
        clean = _scored(voice, detector, readings)
    finally:
        detector.stop(5.0)
        voice.stop(5.0)
    return {
        "Fillers in two native monologues": _found(monologues),
        f"Fillers inserted into {INSERTED} readings (synthetic)": _found(inserted),
        f"{READINGS} clean readings, {clean.minutes:.1f} minutes": [
            Figure("false alarms", clean.wrong / clean.minutes, "a minute")
        ],
    }


def _found(score: _Score) -> list[Figure]:
    hits = score.right + score.wrong
    return [
        Figure(f"recall, of {score.known}", score.found / score.known, ""),
        Figure(f"precision, of {hits}", score.right / max(1, hits), ""),
        Figure("false alarms", score.wrong / score.minutes, "a minute"),
    ]


def _scored(voice: SileroVoiceDetector, detector: SpottingFillerDetector, cases: Iterator[_Case]) -> _Score:
    score = _Score()
    for case in cases:
        audio = LocalAudio(case.path, float(soundfile.info(case.path).duration))
        hits = [filler.span for piece in pieces(voice, audio) for filler in detector.find(audio, piece)]
        score.add(hits, case.fillers, audio.duration_s)
    return score


def _monologues(folder: Path) -> Iterator[_Case]:
    for name, places in SPONTANEOUS.items():
        yield _Case(_prepared(folder, CLIPS / name), [Span(*place) for place in places])


def _inserted(folder: Path) -> Iterator[_Case]:
    """Between two readings, at the level of the first, with silence on both sides."""
    speech = Speech(folder)
    readings = clean_readings(2 * INSERTED)
    for number, (before, after) in enumerate(zip(readings[::2], readings[1::2], strict=True)):
        word, voice, rate = SPOKEN[number % len(SPOKEN)]
        first, filler = samples_of(before), _trimmed(samples_of(speech.say(word, rate=rate, voice=voice)))
        gap = noise(SILENCE_S, 0.001)
        sound = np.concatenate((first, gap, filler * _level(first) / _level(filler), gap, samples_of(after)))
        start_s = (first.size + gap.size) / RATE
        yield _Case(
            _written(folder / f"inserted-{number}.flac", sound), [Span(start_s, start_s + filler.size / RATE)]
        )


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > AUDIBLE * np.abs(samples).max())
    return samples[loud[0] : loud[-1]]


def _level(samples: Samples) -> float:
    active = samples[np.abs(samples) > AUDIBLE * np.abs(samples).max()]
    return float(np.sqrt(np.mean(active**2)))


def _prepared(folder: Path, path: Path) -> Path:
    return _written(folder / f"{path.stem}.flac", samples_of(path))


def _written(path: Path, samples: Samples) -> Path:
    soundfile.write(path, np.clip(samples, -1.0, 1.0), RATE, subtype="PCM_16")
    return path
