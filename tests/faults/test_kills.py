"""kill -9 in the middle of a recording: the report arrives, and arrives once."""

import os
import signal

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.inspection import count
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually

TEXT = "Nothing that was acknowledged is ever lost, and nothing is done twice."
EFFECTS = {
    "transcribe": "SELECT count(*) FROM transcripts WHERE recording_id = %s",
    "analyze": "SELECT count(*) FROM analyses WHERE recording_id = %s",
    "report": "SELECT count(*) FROM reports WHERE recording_id = %s",
}
MOMENTS = {
    "ingest": "received",
    "transcribe": "prepared",
    "analyze": "transcribed",
    "report": "analyzed",
    "ingest-http": "prepared",
    "auth": "prepared",
    "auth-http": "prepared",
    "nats": "prepared",
    "postgres": "prepared",
    "caddy": "prepared",
}
"""Each process, and the status of the recording in which it is killed at the earliest."""
QUICK = {"analyze", "report"}
"""Done within a tenth of a second: frozen before the work comes, or the kill would come after it."""
ORDER = ("received", "prepared", "transcribed", "analyzed", "completed", "failed", "cancelled")


@pytest.mark.parametrize("process", MOMENTS)
def test_a_recording_survives_the_death_of(
    platform: LocalPlatform, person: Person, speech: Speech, process: str
) -> None:
    victim = platform.processes[process]
    if process in QUICK:
        os.kill(victim.pid, signal.SIGSTOP)
    recording = person.sdk.submit(speech.say(TEXT), reference_text=TEXT)
    reach(platform, recording.id, MOMENTS[process])
    assert status(platform, recording.id) != "completed"
    victim.kill()
    eventually(lambda: finished(platform, recording.id), timeout_s=90)
    victim.wait_ready()
    assert person.sdk.wait(recording.id, timeout_s=90).status == "completed"
    assert person.sdk.report(recording.id)["recording_id"] == recording.id
    for service, query in EFFECTS.items():
        assert count(platform, service, query, recording.id) == 1


def status(platform: LocalPlatform, recording_id: str) -> str:
    query = "SELECT array_position(%s, status::text) FROM recordings WHERE id = %s"
    return ORDER[count(platform, "ingest", query, list(ORDER), recording_id) - 1]


def reach(platform: LocalPlatform, recording_id: str, wanted: str) -> None:
    eventually(lambda: ORDER.index(status(platform, recording_id)) >= ORDER.index(wanted), timeout_s=60)


def finished(platform: LocalPlatform, recording_id: str) -> bool:
    try:
        return status(platform, recording_id) in {"completed", "failed"}
    except Exception:  # noqa: BLE001 - the database may be the one that was killed
        return False
