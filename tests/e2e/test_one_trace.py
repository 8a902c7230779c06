"""One upload is one trace, from the HTTP request through every service to the finished report."""

import json

from deploy.local.platform import LocalPlatform
from tests.builders.audio_files import wav
from tests.builders.people import Person
from tests.builders.waiting import eventually

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
WORKERS = {"ingest", "transcribe", "analyze", "report"}


def services_of(platform: LocalPlatform, trace_id: str) -> set[str]:
    lines = [
        line for file in platform.folder.traces.glob("*.jsonl") for line in file.read_text().splitlines()
    ]
    return {span["service"] for line in lines if trace_id in line and (span := json.loads(line))}


def test_the_callers_trace_goes_on_in_every_service(platform: LocalPlatform, anna: Person) -> None:
    headers = {"traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01", "Content-Type": "audio/wav"}
    answer = anna.http.post("/v1/recordings", content=wav(1.5), headers={**headers, "Prefer": "wait=60"})
    assert answer.json()["status"] == "completed"
    eventually(lambda: services_of(platform, TRACE_ID) >= WORKERS)
