"""The service as a process of its own: ready, killed and started again, each analysis made once."""

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
from deploy.local.environment import python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.ports import free_ports
from services.analyze.adapters.inbound.messaging.consumers import CONSUMERS
from tests.builders.analyze_peers import peers
from tests.builders.analyze_service import AnalyzeService
from tests.builders.authority import authority
from tests.builders.messaging_clients import connected, eventually
from tests.builders.outbox_runs import stored
from tests.infrastructure.servers import RunningNats

READY_S = 60.0
ACK_WAIT_S = 3.0
COMPLETED_TYPE = "dev.rostrum.analyze.analysis.completed.v1"
USAGE_TYPE = "dev.rostrum.analyze.usage.recorded.v1"


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

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/metrics", timeout=2) as answer:
            return str(answer.read().decode())

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait(10)

    def end(self) -> int:
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(30)


@contextmanager
def process(environment: dict[str, str], log: Path) -> Iterator[Process]:
    (admin_port,) = free_ports(1)
    command = python("-m", "services.analyze", "rpc", "worker", "relay")
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
def environment(
    service: AnalyzeService,
    nats_server: RunningNats,
    platform_secrets: PlatformSecrets,
    object_folder: Path,
    tmp_path: Path,
) -> Iterator[dict[str, str]]:
    platform_secrets.ensure("analyze")
    assert service.transcripts.found
    with (
        connected(nats_server, "admin") as admin,
        peers(platform_secrets.public_keys, service.recordings.found, service.transcripts.found) as addresses,
        authority(platform_secrets.public_keys, "analyze") as auth,
    ):
        admin.provision(STREAMS, CONSUMERS, ack_wait_s=ACK_WAIT_S)
        yield {
            **python_environment(),
            **service.database.environment(),
            **addresses,
            "ROSTRUM_NATS_URL": nats_server.url,
            "ROSTRUM_OBJECT_STORE": f"file://{object_folder}",
            "ROSTRUM_SERVICE_KEYS_DIR": str(platform_secrets.public_keys),
            "ROSTRUM_TOKEN_ISSUER": "https://rostrum.test",
            "ROSTRUM_AUTH_RPC": auth,
            "ROSTRUM_ACK_WAIT_S": str(ACK_WAIT_S),
            "ROSTRUM_HEARTBEAT_S": "1",
            "ROSTRUM_TRACE_FILE": str(tmp_path / "spans.jsonl"),
        }


def announced(server: RunningNats, service: AnalyzeService) -> list[str]:
    return [event.type for event in stored(server, service.tenant_id) if "analyze" in event.source]


def publish(server: RunningNats, service: AnalyzeService) -> None:
    with connected(server, "transcribe") as transcribe:
        transcribe.publish(service.transcribed())


def test_a_transcript_becomes_an_analysis_through_a_kill_and_a_drain(
    service: AnalyzeService, environment: dict[str, str], nats_server: RunningNats, tmp_path: Path
) -> None:
    log = tmp_path / "analyze.log"
    with process(environment, log) as first:
        first.kill()
    publish(nats_server, service)
    with process(environment, log) as second:
        assert eventually(lambda: bool(announced(nats_server, service)), within_s=READY_S), log.read_text()[
            -4000:
        ]
        publish(nats_server, service)
        assert 'rostrum_analyze_part_seconds_count{outcome="completed",part="pause"}' in second.metrics()
        assert second.end() == 0, log.read_text()[-4000:]
    assert announced(nats_server, service) == [COMPLETED_TYPE, USAGE_TYPE]
    analysis = service.application.read_analysis(service.tenant_id, service.recording_id)
    assert not analysis.partial
    spans = (tmp_path / "spans.jsonl").read_text()
    assert all(f"analyze {name}" in spans for name in ("listening", "pause", "pace", "fluency"))


@pytest.mark.parametrize("arguments", [(), ("serve",), ("rpc", "nonsense"), ("migrate", "rpc")])
def test_a_role_that_is_none_is_refused_with_the_usage(arguments: tuple[str, ...]) -> None:
    command = python("-m", "services.analyze", *arguments)
    ended = subprocess.run(command, env=python_environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == 64
    assert ended.stderr.startswith("usage:")


def test_every_missing_setting_is_named_at_once() -> None:
    command = python("-m", "services.analyze", "worker")
    ended = subprocess.run(command, env=python_environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == EXIT_CONFIG
    for name in (
        "OBJECT_STORE",
        "SERVICE_KEYS_DIR",
        "TOKEN_ISSUER",
        "AUTH_RPC",
        "INGEST_RPC",
        "TRANSCRIBE_RPC",
    ):
        assert f"ROSTRUM_{name}" in ended.stderr
