"""auth as it runs: one process with all its roles, on a real database and broker."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock
from chassis.identity import ServiceCredentials, private_key
from chassis.messaging import STREAMS, work_queue
from chassis.rpc import channel
from deploy.local.environment import ISSUER, python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Child, Program
from deploy.local.topology import SERVICES
from services.auth.adapters.inbound.messaging.consumers import CONSUMERS
from tests.builders.messaging_clients import connected
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.servers import RunningNats


@dataclass(frozen=True)
class RunningAuth:
    """The process, and the ways to it."""

    http: httpx.Client
    child: Child
    rpc_target: str
    database: ServiceDatabase
    nats: RunningNats
    secrets: PlatformSecrets

    @contextmanager
    def stub(self, caller: str = "ingest") -> Iterator[pb_grpc.AuthServiceStub]:
        """As another service sees it."""
        pem = (self.secrets.ensure(caller) / "service_key").read_text()
        credentials = ServiceCredentials(caller, private_key(pem), SystemClock())
        with channel(self.rpc_target, audience="auth", credentials=credentials) as opened:
            yield pb_grpc.AuthServiceStub(opened)


@pytest.fixture
def more_settings() -> Mapping[str, str]:
    """Of the process, for tests that configure what others do without."""
    return {}


@pytest.fixture
def auth(
    make_database: MakeDatabase,
    nats_server: RunningNats,
    platform_secrets: PlatformSecrets,
    more_settings: Mapping[str, str],
    tmp_path: Path,
) -> Iterator[RunningAuth]:
    for service in SERVICES:
        platform_secrets.ensure(service)
    with connected(nats_server, "admin") as admin:
        admin.provision((*STREAMS, work_queue("transcribe")), CONSUMERS)
    database = make_database("auth")
    http_port, rpc_port, admin_port = free_ports(3)
    settings = {
        "HTTP_PORT": str(http_port),
        "RPC_PORT": str(rpc_port),
        "ADMIN_PORT": str(admin_port),
        "AUTH_RPC": f"{LOOPBACK}:{rpc_port}",
        "TOKEN_ISSUER": ISSUER,
        "PUBLIC_URL": f"http://{LOOPBACK}:{http_port}",
        "MAIL": (tmp_path / "mails").as_uri(),
        "SERVICE_KEYS_DIR": str(platform_secrets.public_keys),
        "NATS_URL": nats_server.url,
        **more_settings,
    }
    environment = {f"ROSTRUM_{name}": value for name, value in settings.items()}
    child = Child(
        Program(
            "auth",
            python("-m", "services.auth", "http", "rpc", "worker", "relay"),
            python_environment() | database.environment() | environment,
            tmp_path / "auth.log",
            ready=lambda: _answers(f"http://{LOOPBACK}:{admin_port}/readyz"),
        )
    )
    with httpx.Client(base_url=f"http://{LOOPBACK}:{http_port}", timeout=20) as client:
        try:
            child.wait_ready()
            target = f"{LOOPBACK}:{rpc_port}"
            yield RunningAuth(client, child, target, database, nats_server, platform_secrets)
        finally:
            child.stop()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
