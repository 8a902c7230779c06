"""The whole platform against the engine alone, on the same speech in the same run."""

import re
import statistics
from pathlib import Path

import jiwer
import soundfile

from benchmarks.figures import Figure
from benchmarks.latency import last_byte
from benchmarks.listening import Listener
from benchmarks.subjects import AUDIO, LIMITS, PeakMemory
from benchmarks.transcription.corpus import Talk, lengthened, talk
from benchmarks.transcription.fleet import COMPLETED
from benchmarks.transcription.plain import Run, engines, recognized, two_workers, whole_pass
from benchmarks.transcription.scale import MEMORY_BAR_MIB, SAMPLED_EVERY_S, family_mib
from deploy.local.platform import LocalPlatform
from services.transcribe.domain.audio import Span
from tests.builders.people import Person

PREPARED = "evt.ingest.recording.prepared.v1.*"
CORES = 2
SPEED_UP_BAR = 2.0
OF_TWO_WORKERS_BAR = 0.95
WORSE_BAR = 0.01
SHORT_S = 5.0
SHORT_RUNS = 20
SHORT_FACTOR = 1.15
SHORT_EXTRA_S = 0.3
SETTINGS = {"ROSTRUM_RECOGNIZER_PROCESSES": str(CORES), "ROSTRUM_LIMITS_FILE": str(LIMITS)}


def long_speech(folder: Path, minutes: float) -> dict[str, list[Figure]]:
    speech = talk(folder, 60 * minutes)
    whole, two = whole_pass(speech), two_workers(speech)
    with _platform(folder) as platform, Person(platform) as person:
        _upload(platform, person, lengthened(speech, SHORT_S, folder / "warm.flac"))
        with PeakMemory(platform.processes["transcribe"].pid, family_mib, SAMPLED_EVERY_S) as memory:
            through, prepared_s = _upload(platform, person, speech.path)
    names = f"{speech.duration_s:.0f} s: {speech.sources}, {CORES} processes"
    return {
        f"Speed ({names})": _speed(whole, two, through, prepared_s),
        f"Word errors ({names})": _errors(speech, whole, two, through),
        "Memory of the embedded engine": [_memory(memory.peak_mib)],
    }


def _speed(whole: Run, two: Run, through: Run, prepared_s: float) -> list[Figure]:
    speed_up, of_two = whole.seconds / through.seconds, two.seconds / through.seconds
    return [
        Figure("one plain pass over the whole", whole.seconds, "s"),
        Figure("two plain worker processes", two.seconds, "s"),
        Figure("platform, last byte to transcript.completed", through.seconds, "s"),
        Figure("platform, recording.prepared to transcript.completed", prepared_s, "s"),
        Figure("platform against the plain pass", speed_up, "times", *_at_least(SPEED_UP_BAR, speed_up)),
        Figure("platform against two workers", of_two, "times", *_at_least(OF_TWO_WORKERS_BAR, of_two)),
    ]


def _at_least(bar: float, value: float) -> tuple[str, bool]:
    return f"at least {bar}", value >= bar


def _errors(speech: Talk, whole: Run, two: Run, through: Run) -> list[Figure]:
    rates = [word_error_rate(speech.text, run.text) for run in (whole, two, through)]
    worse = rates[2] - rates[0]
    return [
        Figure("one plain pass", 100 * rates[0], "%"),
        Figure("two plain workers", 100 * rates[1], "%"),
        Figure("platform", 100 * rates[2], "%"),
        Figure("worse than the plain pass by", 100 * worse, "points", "at most 1", worse <= WORSE_BAR),
    ]


def _memory(peak_mib: float) -> Figure:
    """The process with its children; each of its workers is an engine with a share of the rest."""
    each = peak_mib / CORES
    bar = f"under {MEMORY_BAR_MIB:g} MiB"
    return Figure("transcribe with its children, for each worker", each, "MiB", bar, each < MEMORY_BAR_MIB)


def word_error_rate(said: str, heard: str) -> float:
    return float(jiwer.wer(_plain(said), _plain(heard)))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split())


def short_speech(folder: Path) -> dict[str, list[Figure]]:
    """By turns, so that what else the machine does touches both."""
    clip = lengthened(talk(folder, 3 * SHORT_S), SHORT_S, folder / "short.flac")
    speech = Talk(clip, "", soundfile.info(clip).duration, "")
    alone, through = [], []
    with _platform(folder) as platform, Person(platform) as person, engines(1, speech) as plain:
        for turn in range(SHORT_RUNS + 1):
            alone.append(recognized(plain, speech, [Span(0.0, speech.duration_s)]).seconds)
            through.append(_upload(platform, person, clip)[0].seconds)
            del alone[: turn == 0], through[: turn == 0]  # the first ones warm both
    engine_s, platform_s = statistics.median(alone), statistics.median(through)
    limit_s = max(SHORT_FACTOR * engine_s, engine_s + SHORT_EXTRA_S)
    bar = f"at most {SHORT_FACTOR} times or {SHORT_EXTRA_S} s more: {limit_s:.2f} s"
    return {
        f"{SHORT_S:g} s of speech, warm, median of {SHORT_RUNS}": [
            Figure("engine alone", engine_s, "s"),
            Figure("last byte to transcript.completed", platform_s, "s", bar, platform_s <= limit_s),
        ]
    }


def _platform(folder: Path) -> LocalPlatform:
    return LocalPlatform(folder / "platform", settings=SETTINGS, public_port=None, say=print)


def _upload(platform: LocalPlatform, person: Person, path: Path) -> tuple[Run, float]:
    """What came of a recording, from its last byte; and the seconds from when it was prepared."""
    uploaded: list[float] = []
    with Listener(platform, COMPLETED) as completed, Listener(platform, PREPARED) as prepared:
        answer = person.http.post(
            "/v1/recordings",
            params={"engine": "pocketsphinx", "transcript_only": "true"},
            content=last_byte(path, uploaded),
            headers=AUDIO | {"Content-Type": "audio/flac"},
            timeout=300,
        )
        recording_id = answer.raise_for_status().json()["id"]
        ready_at = prepared.arrival(recording_id)
        done_at = completed.arrival(recording_id, timeout_s=3600)
    text = person.http.get(f"/v1/recordings/{recording_id}/transcript").raise_for_status().json()["verbatim"]
    return Run(done_at - uploaded[0], text), done_at - ready_at
