"""A stage whose workers are processes of their own; transcribe has some that do what a prompt says."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx

from deploy.local.broker import administrator
from deploy.local.topology import NATS_ADMIN, PROCESSES, ServiceProcess
from tests.builders.inspection import count
from tests.builders.waiting import eventually
from tests.faults.harness.stage import Stage, staged

WORKERS = tuple(f"worker-{number}" for number in range(1, 7))
"""As many that the death of one takes few of the others' pieces along."""
SLOTS = 2
"""Of each worker."""
_PROGRAM = "tests.faults.harness.poison_worker"
INGEST_WORKER = "ingest-worker"
EVENTS_WAITING = 40
"""While so many wait for the broker, no upload is taken."""
_SERVICES = (
    *(process for process in PROCESSES if process.name not in ("ingest", "transcribe")),
    ServiceProcess("ingest", ("rpc", "relay")),
    ServiceProcess("ingest", ("worker",), INGEST_WORKER),
    ServiceProcess("transcribe", ("rpc", "relay")),
    *(ServiceProcess("transcribe", ("worker",), name, _PROGRAM) for name in WORKERS),
)
_STATUS = "SELECT count(*) FROM recordings WHERE id = ANY(%s) AND status = %s"


@dataclass(frozen=True)
class Call:
    """The engine began with a piece; `at` is seconds since the epoch."""

    pid: int
    recording_id: str
    at: float


@dataclass(frozen=True)
class Workshop:
    """`poisonous()` makes recordings deadly whose prompt says `poison=<how>`."""

    stage: Stage
    folder: Path

    def calls(self, recording_id: str = "") -> list[Call]:
        """What the engines were asked to do, of one recording or of all."""
        file = self.folder / "calls"
        told = (line.split() for line in (file.read_text().splitlines() if file.exists() else ()))
        calls = (Call(int(pid), key.partition("/")[0], float(at)) for pid, key, at in told)
        return [call for call in calls if recording_id in ("", call.recording_id)]

    def call(self, recording_id: str, number: int, timeout_s: float = 60.0) -> Call:
        """Waits until the engine has begun with it so often."""
        eventually(lambda: len(self.calls(recording_id)) >= number, timeout_s=timeout_s)
        return self.calls(recording_id)[number - 1]

    def worker(self, pid: int) -> str:
        """Whose process that is."""
        processes = self.stage.platform.processes
        return next(name for name in WORKERS if processes[name].pid == pid)

    @contextmanager
    def poisonous(self) -> Iterator[None]:
        poison = self.folder / "poison"
        poison.touch()
        try:
            yield
        finally:
            poison.unlink()

    def in_status(self, ids: Collection[str], status: str) -> int:
        """How many of these recordings are."""
        return count(self.stage.platform, "ingest", _STATUS, list(ids), status)

    def queued(self) -> int:
        """Messages in the work queue: those that no worker has done, in hand or not."""
        password = self.stage.platform.plan.secrets.nats_password(NATS_ADMIN)
        with administrator(self.stage.platform.nats_url, password) as client:
            found = client.run(client.jetstream.stream_info("WORK_TRANSCRIBE"), 10.0)
        return int(found.state.messages)

    def outcomes(self, worker: str, outcome: str) -> int:
        """How many messages of pieces ended so in the present run of a worker."""
        port = self.stage.platform.plan.ports[f"{worker}-admin"]
        row = f'rostrum_messages_total{{consumer="transcribe-remote",outcome="{outcome}"}} '
        lines = httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
        return sum(int(float(line.removeprefix(row))) for line in lines if line.startswith(row))


@contextmanager
def workshop_in(folder: Path) -> Iterator[Workshop]:
    settings = {
        "ROSTRUM_REMOTE_SLOTS": str(SLOTS),
        "ROSTRUM_RECOGNIZER_PROCESSES": "1",
        "ROSTRUM_EVENTS_WAITING": str(EVENTS_WAITING),
        "ROSTRUM_CALLS_FILE": str(folder / "calls"),
        "ROSTRUM_POISON_FILE": str(folder / "poison"),
    }
    with staged(folder / "stage", settings, _SERVICES) as stage:
        yield Workshop(stage, folder)


def asking(prompt: str, **fields: str) -> str:
    """The query of an upload whose worker is told what to do; a transcript is all that is wanted."""
    return "?" + urlencode({"prompt": prompt, "transcript_only": "true", **fields})
