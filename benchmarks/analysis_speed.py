"""How long the analyses take, how that grows with the recording, and that they always say the same."""

import dataclasses
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.analysis_rates import Talk
from benchmarks.figures import Figure
from chassis.processes import ChildPool
from services.analyze.adapters.outbound.processes.child_analysts import ChildAnalysts
from services.analyze.adapters.outbound.processes.tasks import PRELOAD, hear
from services.analyze.domain.brief import Brief
from services.analyze.domain.listening import SAMPLE_RATE
from services.analyze.domain.material import Material
from services.analyze.domain.parts import run_part
from tests.builders.analyze_material import a_material, a_transcript, words_of
from tests.builders.analyze_speech import listened_to
from tests.builders.prepared_audio import prepared

DELIVERY = ("pause", "pace", "fluency", "fillers", "wording", "prosody", "voice", "reading")
INTERVIEW = ("domain", "communication", "pace", "pause")
MINUTE_BAR_S, INTERVIEW_BAR_S = 0.5, 0.3
REPEATS = 5
MINUTES = (30, 60, 120, 180)
LINEAR_BAR = 1.5
"""How much more time each minute of three hours may take than each minute of half an hour."""
ALL = (*DELIVERY, "domain", "communication")


def speed(source: Talk, folder: Path) -> list[Figure]:
    """Of a minute, the sound heard included."""
    samples = np.resize(source.samples, 60 * SAMPLE_RATE)
    audio = prepared(folder, samples, "minute")
    material = _with_text(listened_to(samples, folder), source.text, 60.0)
    listening = _best(lambda: hear(str(audio.path)))
    delivery = _best(lambda: _ran(DELIVERY, material))
    interview = _best(lambda: _ran(INTERVIEW, material))
    return [
        _below("delivery, wording and prosody of 60 s", listening + delivery, MINUTE_BAR_S),
        _below("the four interview analyses of 60 s", interview, INTERVIEW_BAR_S),
    ]


def growth(source: Talk, folder: Path) -> list[Figure]:
    """Of transcripts of up to three hours; the sound of a minute stands for all of it."""
    sound = listened_to(np.resize(source.samples, 60 * SAMPLE_RATE), folder)
    times = [_best(lambda m=m: _ran(ALL, _with_text(sound, source.text, m * 60.0)), 2) for m in MINUTES]  # type: ignore[misc]
    figures = [Figure(f"transcript of {m} minutes", t, "s") for m, t in zip(MINUTES, times, strict=True)]
    ratio = (times[-1] / MINUTES[-1]) / (times[0] / MINUTES[0])
    bar = f"at most {LINEAR_BAR}"
    return [
        *figures,
        Figure("a minute of the longest by one of the shortest", ratio, "", bar, ratio <= LINEAR_BAR),
    ]


def identity(source: Talk, folder: Path) -> list[Figure]:
    """The findings of one recording as bytes: in this process, and by one, two and three children."""
    audio = prepared(folder, source.samples, "identity")
    heard = listened_to(source.samples, folder)
    words = _with_text(heard, source.text, len(source.samples) / SAMPLE_RATE)
    words = dataclasses.replace(words, sound=hear(str(audio.path)))
    seen = {_document(run_part(part, words) for part in ALL)}
    for children in (1, 2, 3):
        with _analysts(children) as analysts:
            listened = dataclasses.replace(words, sound=analysts.listen(audio.path))
            pending = [analysts.begin(part, listened) for part in ALL]
            seen.add(_document(call.result() for call in pending))
    return [Figure("different results of four runs", len(seen), "", "1", len(seen) == 1)]


def _document(findings: Iterator[object]) -> bytes:
    return json.dumps([dataclasses.asdict(found) for found in findings], allow_nan=False).encode()  # type: ignore[call-overload]


@contextmanager
def _analysts(children: int) -> Iterator[ChildAnalysts]:
    analysts = ChildAnalysts(ChildPool(children, preload=PRELOAD), deadline_s=60.0)
    analysts.start()
    try:
        yield analysts
    finally:
        analysts.stop(2.0)


def _with_text(heard: Material, text: str, seconds: float) -> Material:
    """The words of the text over and over, evenly over the time; each tenth sentence ends."""
    known = text.split()
    count = round(seconds * 2.5)
    said = [word + ("." if n % 10 == 9 else "") for n, word in enumerate(np.resize(known, count).tolist())]
    words = words_of(" ".join(said), each_s=0.35)
    speech = [dataclasses.replace(s, start_s=s.start_s + at, end_s=s.end_s + at)
              for at in np.arange(0, seconds, 60.0).tolist() for s in heard.speech]  # fmt: skip
    transcript = a_transcript(words, duration_s=seconds, speech=tuple(speech))
    material = a_material(transcript, profile="presentation", sound=heard.sound)
    return dataclasses.replace(material, brief=_asked(known))


def _asked(words: Sequence[str]) -> Brief:
    """A question that the talk answers, or the analyses of content would end at their gates."""
    return Brief(question=" ".join(words[:12]), key_points=tuple(words[20:40:5]))


def _ran(parts: Sequence[str], material: Material) -> None:
    for part in parts:
        run_part(part, material)


def _best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of one core, the best of some runs: the machine does other things too."""
    times: list[float] = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _below(name: str, seconds: float, bar: float) -> Figure:
    return Figure(name, seconds, "s", f"under {bar} s", seconds < bar)
