"""The service as a process of its own: ready, killed in the middle of its work, and drained."""

import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.entry import EXIT_CONFIG
from chassis.messaging import STREAMS
from chassis.object_store import FileStore
from deploy.local.environment import python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.ports import free_ports
from services.transcribe.adapters.inbound.messaging.consumers import CONSUMERS
from services.transcribe.adapters.inbound.messaging.consumers import STREAMS as WORK_STREAMS
from tests.builders.authority import authority
from tests.builders.messaging_clients import connected, eventually
from tests.builders.outbox_runs import stored
from tests.builders.prepared_audio import prepared, samples_of
from tests.builders.speech import Speech
from tests.builders.transcribe_service import TranscribeService, transcribe_service
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.servers import RunningNats

TALK = "Nothing that was acknowledged is lost. [pause 0.8] And nothing is done twice, whatever happens. " * 6
READY_S = 60.0
DONE_S = 90.0
ACK_WAIT_S = 3.0


@dataclass
class Process:
    """One run of the service in all its roles."""

    popen: "subprocess.Popen[bytes]"
    admin_port: int

    def ready(self) -> bool:
        assert self.popen.poll() is None, f"the process ended with {self.popen.returncode}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait(10)

    def end(self) -> int:
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(30)


@contextmanager
def process(environment: dict[str, str], log: Path) -> Iterator[Process]:
    (admin_port,) = free_ports(1)
    command = python("-m", "services.transcribe", "rpc", "worker", "relay")
    settings = {**environment, "ROSTRUM_ADMIN_PORT": str(admin_port)}
    with log.open("ab") as output:
        popen = subprocess.Popen(command, env=settings, stdout=output, stderr=output)
    running = Process(popen, admin_port)
    try:
        assert eventually(running.ready, within_s=READY_S), log.read_text()[-4000:]
        yield running
    finally:
        popen.kill()
        popen.wait(10)


@pytest.fixture
def service(make_database: MakeDatabase, object_folder: Path) -> Iterator[TranscribeService]:
    with transcribe_service(make_database("transcribe"), object_folder) as running:
        yield running


@pytest.fixture
def environment(
    service: TranscribeService,
    nats_server: RunningNats,
    platform_secrets: PlatformSecrets,
    object_folder: Path,
    tmp_path: Path,
) -> Iterator[dict[str, str]]:
    keys = tmp_path / "keys"
    keys.mkdir()
    nowhere = "127.0.0.1:9"
    platform_secrets.ensure("transcribe")
    with authority(platform_secrets.public_keys, "transcribe") as auth:
        yield {
            **python_environment(),
            **service.database.environment(),
            "ROSTRUM_NATS_URL": nats_server.url,
            "ROSTRUM_OBJECT_STORE": f"file://{object_folder}",
            "ROSTRUM_SERVICE_KEYS_DIR": str(keys),
            "ROSTRUM_TOKEN_ISSUER": "https://rostrum.test",
            "ROSTRUM_AUTH_RPC": auth,
            "ROSTRUM_ENGINES": "pocketsphinx",
            "ROSTRUM_INGEST_RPC": nowhere,
            "ROSTRUM_ACK_WAIT_S": str(ACK_WAIT_S),
            "ROSTRUM_HEARTBEAT_S": "1",
            "ROSTRUM_RECOGNIZER_PROCESSES": "1",
            "ROSTRUM_TRACE_FILE": str(tmp_path / "spans.jsonl"),
        }


def in_the_middle(service: TranscribeService) -> bool:
    """Something is done, and something else is in hand."""
    statuses = {row["status"] for row in service.rows("SELECT status FROM pieces")}
    return statuses >= {"done", "held"}


def transcribed(service: TranscribeService) -> bool:
    return bool(service.rows("SELECT 1 FROM transcripts"))


@pytest.mark.long
def test_work_survives_the_death_of_its_process_and_is_done_once(
    service: TranscribeService, environment: dict[str, str], nats_server: RunningNats, tmp_path: Path
) -> None:
    audio = prepared(tmp_path, samples_of(Speech(tmp_path).say(TALK)))
    store = FileStore(Path(environment["ROSTRUM_OBJECT_STORE"].removeprefix("file://")))
    store.put(service.audio_key, [audio.path.read_bytes()], content_type="audio/flac")
    with connected(nats_server, "admin") as admin:
        admin.provision((*STREAMS, *WORK_STREAMS), CONSUMERS, ack_wait_s=ACK_WAIT_S)
    log = tmp_path / "transcribe.log"
    with process(environment, log) as first:
        with connected(nats_server, "ingest") as ingest:
            ingest.publish(service.prepared(duration_s=audio.duration_s))
        assert eventually(lambda: in_the_middle(service), within_s=READY_S), log.read_text()[-4000:]
        first.kill()
    assert not transcribed(service)
    with process(environment, log) as second:
        assert eventually(lambda: transcribed(service), within_s=DONE_S), log.read_text()[-4000:]
        assert eventually(lambda: len(announced(nats_server, service)) == 1)
        assert second.end() == 0
    assert '"transcribe.recognize"' in Path(environment["ROSTRUM_TRACE_FILE"]).read_text()
    assert service.rows("SELECT attempt, status FROM jobs") == [{"attempt": 1, "status": "completed"}]
    holds = [int(str(row["holds"])) for row in service.rows("SELECT holds FROM pieces ORDER BY number")]
    assert len(holds) > 2
    assert sorted(holds) == [1] * (len(holds) - 1) + [2], "more than the piece in hand was done again"
    assert announced(nats_server, service) == ["dev.rostrum.transcribe.transcript.completed.v1"]


def announced(server: RunningNats, service: TranscribeService) -> list[str]:
    told = [event.type for event in stored(server, service.tenant_id) if "transcribe" in event.source]
    return [kind for kind in told if "usage" not in kind]


@pytest.mark.parametrize("arguments", [(), ("serve",), ("rpc", "nonsense"), ("migrate", "rpc")])
def test_a_role_that_is_none_is_refused_with_the_usage(arguments: tuple[str, ...]) -> None:
    command = python("-m", "services.transcribe", *arguments)
    ended = subprocess.run(command, env=python_environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == 64
    assert ended.stderr.startswith("usage:")


def test_every_missing_setting_is_named_at_once() -> None:
    command = python("-m", "services.transcribe", "worker")
    ended = subprocess.run(command, env=python_environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == EXIT_CONFIG
    for name in ("OBJECT_STORE", "SERVICE_KEYS_DIR", "TOKEN_ISSUER", "AUTH_RPC", "INGEST_RPC"):
        assert f"ROSTRUM_{name}" in ended.stderr
