"""Speech of a known text, from the recordings of ../shared/speech; synthesised where they are absent."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import soundfile

from tests.builders.prepared_audio import RATE, SHARED, Samples, noise, samples_of
from tests.builders.speech import Speech

CLIPS = SHARED / "clips"
LEARNERS = SHARED / "speechocean762-train"
NATIVE = tuple(
    f"librivox-sense-and-sensibility-{number}.wav" for number in ("0870", "0880", "0890", "0920", "0930")
)
WELL_READ = 8.5
"""Of ten points by the median of five experts; by grown-ups."""
GROWN_UP = 16
GAP_S = 0.6
ROOM_TONE = 0.001
"""Standard deviation, full scale 1: -60 dB."""
VOICES = ("en-us+f5", "en-us+f2")
SENTENCES = (
    "People who speak well are people who have practised.",
    "They know where they will pause, and what they want to be remembered.",
    "Nothing that was acknowledged is ever lost, whatever happens to the machine.",
    "Most of us prepare a talk by reading it again and again.",
    "It is better to stand up and say it out loud, to a friend or to a wall.",
    "When you hear yourself, you notice where you hurry and where you mumble.",
)


@dataclass(frozen=True)
class Talk:
    """A recording and what is said in it."""

    path: Path
    text: str
    duration_s: float
    sources: str
    """What it is made of, for people."""


@dataclass(frozen=True)
class _Clip:
    path: Path
    text: str


def talk(folder: Path, seconds: float) -> Talk:
    """So many seconds of sentences with room tone between them, as 16 kHz FLAC; the same at every call."""
    clips = list(_real()) if CLIPS.is_dir() else list(_synthesised(folder))
    tone = noise(GAP_S, ROOM_TONE)
    parts: list[Samples] = [tone]
    texts: list[str] = []
    length = tone.size
    while length < seconds * RATE:
        clip = clips[len(texts) % len(clips)]
        parts += [samples_of(clip.path), tone]
        length += parts[-2].size + tone.size
        texts.append(clip.text.lower())
    samples = np.concatenate(parts)
    path = folder / f"talk-{seconds:g}.flac"
    soundfile.write(path, np.clip(samples, -1.0, 1.0), RATE, subtype="PCM_16")
    kind = "real sentences (../shared/speech)" if CLIPS.is_dir() else "SYNTHESISED sentences"
    return Talk(path, " ".join(texts), samples.size / RATE, f"{len(texts)} {kind}")


def lengthened(source: Talk, seconds: float, path: Path) -> Path:
    """The talk over and over, written piece by piece."""
    samples = soundfile.read(source.path, dtype="int16")[0]
    left = round(seconds * RATE)
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="FLAC") as file:
        while left > 0:
            file.write(samples[:left])
            left -= min(left, samples.size)
    return path


def clean_readings(count: int) -> list[Path]:
    """Recordings without hesitations: the native sentences, and the best of learners."""
    return [clip.path for clip, _ in zip(_real(), range(count), strict=False)]


def _real() -> Iterator[_Clip]:
    texts = dict(line.split("\t") for line in (CLIPS / "transcripts.tsv").read_text().splitlines())
    native = (_Clip(CLIPS / name, texts[name]) for name in NATIVE)
    return chain(native, _learners())


def _learners() -> Iterator[_Clip]:
    if not LEARNERS.is_dir():
        return
    with gzip.open(LEARNERS / "scores.jsonl.gz", "rt") as lines:
        for line in lines:
            row = json.loads(line)
            if row["label"]["total"] >= WELL_READ and row["age"] >= GROWN_UP:
                yield _Clip(LEARNERS / row["audio"], row["text"])


def _synthesised(folder: Path) -> Iterator[_Clip]:
    speech = Speech(folder)
    for voice in VOICES:
        for sentence in SENTENCES:
            yield _Clip(speech.say(sentence, voice=voice), sentence.replace(",", "").replace(".", ""))
