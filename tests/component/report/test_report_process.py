"""The service as a process of its own: an event in, a report and its announcement out, then a drain."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rostrum.report.v1 import report_service_pb2 as pb
from rostrum.report.v1 import report_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock
from chassis.identity import ServiceCredentials, ServiceCredentialVerifier, load_service_keys, private_key
from chassis.messaging import STREAMS
from chassis.rpc import channel, on_behalf
from deploy.local.environment import python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.ports import free_ports
from services.report.adapters.inbound.messaging.consumers import CONSUMERS
from tests.builders.authority import authority
from tests.builders.messaging_clients import connected, eventually
from tests.builders.report_messages import ReportService
from tests.builders.report_peers import serving_all
from tests.builders.report_sources import RECORDING_ID
from tests.infrastructure.servers import RunningNats

DONE_S = 60.0


@pytest.fixture
def environment(
    report: ReportService, nats_server: RunningNats, platform_secrets: PlatformSecrets
) -> Iterator[dict[str, str]]:
    for service in ("auth", "ingest", "transcribe", "analyze", "report"):
        platform_secrets.ensure(service)
    keys = load_service_keys(platform_secrets.public_keys)
    peers = ("ingest", "transcribe", "analyze")
    verifiers = {peer: ServiceCredentialVerifier(peer, keys, SystemClock()) for peer in peers}
    (rpc_port,) = free_ports(1)
    with (
        serving_all(report.tenant_id, verifiers) as addresses,
        authority(platform_secrets.public_keys, "report") as auth,
    ):
        yield {
            **python_environment(),
            **report.database.environment(),
            **{f"ROSTRUM_{peer.upper()}_RPC": address for peer, address in addresses.items()},
            "ROSTRUM_AUTH_RPC": auth,
            "ROSTRUM_NATS_URL": nats_server.url,
            "ROSTRUM_RPC_PORT": str(rpc_port),
            "ROSTRUM_SERVICE_KEYS_DIR": str(platform_secrets.public_keys),
            "ROSTRUM_TOKEN_ISSUER": "https://rostrum.test",
        }


@contextmanager
def process(environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = python("-m", "services.report", "rpc", "worker", "relay")
    with log.open("ab") as output:
        popen = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        yield popen
    finally:
        popen.kill()
        popen.wait(10)


def test_an_analysis_becomes_a_report_that_others_hear_of_and_the_gateway_reads(
    report: ReportService,
    environment: dict[str, str],
    nats_server: RunningNats,
    platform_secrets: PlatformSecrets,
    tmp_path: Path,
) -> None:
    with connected(nats_server, "admin") as admin:
        admin.provision(STREAMS, CONSUMERS)
    with process(environment, tmp_path / "log") as popen, connected(nats_server, "analyze") as analyze:
        analyze.publish(report.analysis_completed())
        found = eventually(lambda: bool(report.rows("SELECT 1 FROM reports")), within_s=DONE_S)
        assert found, (tmp_path / "log").read_text()[-4000:]
        announced = f"evt.report.report.completed.v1.{report.tenant_id}"
        assert eventually(lambda: announced in _subjects(report), within_s=10.0)
        assert _exported(report, environment, platform_secrets).startswith(b'{\n  "schema"')
        popen.send_signal(signal.SIGTERM)
        assert popen.wait(25) == 0, (tmp_path / "log").read_text()[-4000:]


def _subjects(report: ReportService) -> list[object]:
    rows = report.rows("SELECT subject FROM outbox WHERE published_at IS NOT NULL")
    return [row["subject"] for row in rows]


def _exported(report: ReportService, environment: dict[str, str], platform_secrets: PlatformSecrets) -> bytes:
    key = private_key((platform_secrets.ensure("ingest") / "service_key").read_text())
    credentials = ServiceCredentials("ingest", key, SystemClock())
    target = f"127.0.0.1:{environment['ROSTRUM_RPC_PORT']}"
    with (
        channel(target, audience="report", credentials=credentials) as opened,
        on_behalf(tenant_id=report.tenant_id),
    ):
        stub = pb_grpc.ReportServiceStub(opened)
        request = pb.ExportReportRequest(recording_id=RECORDING_ID, format="json")
        return bytes(stub.ExportReport(request).content)


@pytest.mark.parametrize(
    ("roles", "code"), [((), 64), (("http",), 64), (("migrate", "rpc"), 64), (("rpc",), 78)]
)
def test_a_wrong_call_and_missing_settings_end_with_a_status_of_their_own(
    roles: tuple[str, ...], code: int
) -> None:
    run = subprocess.run(
        python("-m", "services.report", *roles),
        env=python_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == code
    assert "usage:" in run.stderr or "ROSTRUM_INGEST_RPC" in run.stderr
