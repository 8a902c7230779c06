"""How long a person waits beyond the recognition itself, and how soon a subscriber hears of anything."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, spread
from benchmarks.listening import Listener
from benchmarks.subjects import AUDIO, spans, talk
from deploy.local.platform import LocalPlatform
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually

RUNS = 5
RECORDING_S = 60.0
OVERHEAD_BAR_S = 1.5
REPORTED = "evt.report.report.completed.v1.*"
RECEIVED = "evt.ingest.recording.received.v1.*"
RECOGNITION = "transcribe.recognize"
EVENTS = 200
NOT_REALLY_AUDIO = b"RIFF\x24\x00\x00\x00WAVEfmt "


def report_overhead(platform: LocalPlatform, person: Person, speech: Speech) -> list[Figure]:
    """From the last uploaded byte to report.report.completed, less the recognition stage of the same run."""
    audio, text = talk(speech, RECORDING_S)
    overheads, totals = [], []
    with Listener(platform, REPORTED) as listener:
        for _ in range(RUNS):
            uploaded: list[float] = []
            answer = person.http.post(
                "/v1/recordings",
                params={"reference_text": text},
                content=last_byte(audio, uploaded),
                headers=AUDIO,
            )
            answer.raise_for_status()
            recording_id = answer.json()["id"]
            total = listener.arrival(recording_id) - uploaded[0]
            totals.append(total)
            overheads.append(total - recognition_s(platform, recording_id))
    median = statistics.median(overheads)
    bar = f"under {OVERHEAD_BAR_S} s, median of {RUNS}"
    return [
        Figure("last byte to report, less recognition", median, "s", bar, median < OVERHEAD_BAR_S),
        Figure("last byte to report", statistics.median(totals), "s"),
    ]


def last_byte(audio: Path, uploaded: list[float]) -> Iterator[bytes]:
    """The file in pieces; notes when the last one was taken."""
    yield audio.read_bytes()
    uploaded.append(time.time())


def recognition_s(platform: LocalPlatform, recording_id: str) -> float:
    """From the beginning of the first piece's recognition to the end of the last one's."""

    def of_recording() -> list[dict[str, object]]:
        found = spans(platform, RECOGNITION)
        return [span for span in found if recording_id in str(span["attributes"])]

    eventually(lambda: of_recording() != [], timeout_s=30)
    pieces = of_recording()
    began_ns = min(int(str(span["start_ns"])) for span in pieces)
    ended_ns = max(int(str(span["end_ns"])) for span in pieces)
    return (ended_ns - began_ns) / 1e9


def event_latency(platform: LocalPlatform, person: Person) -> list[Figure]:
    """From the time an event bears (just before its commit) to a subscriber, one upload after the other."""
    with Listener(platform, RECEIVED) as listener:
        for _ in range(EVENTS):
            answer = person.http.post("/v1/recordings", content=NOT_REALLY_AUDIO, headers=AUDIO)
            answer.raise_for_status()
            listener.arrival(answer.json()["id"])
        return spread("commit to subscriber", listener.latencies_ms(), "ms")
