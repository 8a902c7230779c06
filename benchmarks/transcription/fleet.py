"""Workers whose engine sleeps, on a platform without doors: recordings come in as events."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr
from rostrum.ingest.v1 import events_pb2 as ingest

from benchmarks.listening import Listener
from chassis.clock import SystemClock, new_id
from chassis.messaging import MessagingClient, new_event
from chassis.object_store import FileStore
from chassis.settings import MessagingSettings
from deploy.local.platform import LocalPlatform
from deploy.local.topology import ServiceProcess

COMPLETED = "evt.transcribe.transcript.completed.v1.*"
MOST_PROCESSES = 4
TENANTS = 5
SLEEPERS = "benchmarks.transcription.sleeping_worker"


@dataclass(frozen=True)
class Sleepers:
    """So many slots, in at most `MOST_PROCESSES` worker processes."""

    slots: int
    sleep_per_s: float = 0.5
    most_processes: int = MOST_PROCESSES
    ack_wait_s: float = 30.0

    @property
    def processes(self) -> int:
        return min(self.slots, self.most_processes)

    def settings(self, calls: Path) -> dict[str, str]:
        return {
            "ROSTRUM_REMOTE_SLOTS": str(self.slots // self.processes),
            "ROSTRUM_SLEEP_PER_S": str(self.sleep_per_s),
            "ROSTRUM_CALLS_FILE": str(calls),
            "ROSTRUM_RECOGNIZER_PROCESSES": "1",
            "ROSTRUM_ACK_WAIT_S": str(self.ack_wait_s),
            "ROSTRUM_HEARTBEAT_S": str(self.ack_wait_s / 3),
        }

    def services(self) -> tuple[ServiceProcess, ...]:
        workers = (ServiceProcess("transcribe", ("worker",), name, SLEEPERS) for name in self.names)
        return (ServiceProcess("transcribe", ("relay",)), *workers)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"sleeper-{number}" for number in range(self.processes))


@dataclass(frozen=True)
class Fleet:
    """A running platform of sleepers, and what their engine was asked for."""

    platform: LocalPlatform
    publisher: MessagingClient
    listener: Listener
    calls: Path
    tenants: tuple[UUID, ...]

    def store(self, path: Path, copies: int) -> list[ingest.RecordingPrepared]:
        """Recordings as ingest leaves them, not announced yet."""
        store = FileStore(self.platform.folder.objects)
        prepared = []
        for number in range(copies):
            recording_id = new_id()
            key = f"{self.tenants[number % len(self.tenants)]}/recordings/{recording_id}/prepared.flac"
            with path.open("rb") as file:
                store.put(key, iter(lambda: file.read(2**20), b""), content_type="audio/flac")
            prepared.append(
                ingest.RecordingPrepared(
                    recording_id=str(recording_id), audio_key=key, duration_s=_length_s(path), language="en"
                )
            )
        return prepared

    def announce(self, recordings: Sequence[ingest.RecordingPrepared]) -> None:
        for recording in recordings:
            self.publisher.publish(
                new_event(
                    recording,
                    service="ingest",
                    entity="recording",
                    action="prepared",
                    subject=recording.recording_id,
                    tenant_id=UUID(recording.audio_key.split("/")[0]),
                    user_id=new_id(),
                    id=new_id(),
                    time=SystemClock().now(),
                )
            )

    def finished(self, recordings: Sequence[ingest.RecordingPrepared], timeout_s: float) -> float:
        """When the last of them was completed, seconds since the epoch."""
        return max(self.listener.arrival(recording.recording_id, timeout_s) for recording in recordings)

    def asked(self, recordings: Sequence[ingest.RecordingPrepared]) -> Counter[str]:
        """How often the engine was asked for each piece of these recordings."""
        return Counter(key for key, _ in self._calls(recordings))

    def asked_s(self, recordings: Sequence[ingest.RecordingPrepared]) -> float:
        """Seconds of audio that the engine was asked to hear."""
        return sum(seconds for _, seconds in self._calls(recordings))

    def _calls(self, recordings: Sequence[ingest.RecordingPrepared]) -> Iterator[tuple[str, float]]:
        ids = {recording.recording_id for recording in recordings}
        for line in self.calls.read_text().splitlines() if self.calls.exists() else ():
            key, seconds = line.split()
            if key.split("/")[0] in ids:
                yield key, float(seconds)


@contextmanager
def fleet(folder: Path, sleepers: Sleepers) -> Iterator[Fleet]:
    calls = folder / "calls.txt"
    platform = LocalPlatform(
        folder / "data", settings=sleepers.settings(calls), public_port=None, services=sleepers.services()
    )
    with platform, Listener(platform, COMPLETED) as listener:
        publisher = _publisher(platform)
        try:
            yield Fleet(platform, publisher, listener, calls, tuple(new_id() for _ in range(TENANTS)))
        finally:
            publisher.stop(2.0)


def _publisher(platform: LocalPlatform) -> MessagingClient:
    password = SecretStr(platform.plan.secrets.nats_password("ingest"))
    client = MessagingClient(MessagingSettings(nats_url=platform.nats_url, nats_password=password), "ingest")
    client.start()
    return client


def _length_s(path: Path) -> float:
    import soundfile

    return float(soundfile.info(path).duration)
