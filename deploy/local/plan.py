"""From a data folder, its secrets and ports: every program of the platform, ready to run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from deploy.local.environment import Backbone, python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.leftovers import mark
from deploy.local.logins import nats_users
from deploy.local.ports import LOOPBACK
from deploy.local.probes import is_ok
from deploy.local.processes import Program
from deploy.local.servers.caddy import HTTP_THREADS, CaddyServer
from deploy.local.servers.nats import NatsServer
from deploy.local.servers.postgres import PostgresServer
from deploy.local.topology import HTTP_SERVICES, PROCESSES, SERVICES, ServiceProcess

PREFERRED_PUBLIC_PORT = 8080
SERVICE_START_S = 90.0


def port_names(processes: Sequence[ServiceProcess]) -> tuple[str, ...]:
    """Every port of a platform of these processes."""
    return (
        "public",
        "lobby",
        "nats",
        "nats-monitor",
        "postgres",
        *(f"{service}-rpc" for service in SERVICES),
        *(f"{service}-web" for service in HTTP_SERVICES),
        *(f"{process.name}-admin" for process in (*PROCESSES, *processes)),
    )


@dataclass(frozen=True)
class Plan:
    """`chosen` are ROSTRUM_* settings for the services; `trace` writes finished spans to the data folder.

    `detours` are ports at which services find a server instead of its own, by its name: a proxy that breaks
    the way to it, in a test.
    """

    folder: DataFolder
    secrets: PlatformSecrets
    ports: Mapping[str, int]
    scratch: Path
    chosen: Mapping[str, str]
    trace: bool = False
    detours: Mapping[str, int] = field(default_factory=dict)

    @property
    def public_url(self) -> str:
        return f"http://{self._address('public')}"

    def nats(self, lock_fd: int) -> NatsServer:
        return NatsServer(
            folder=self.folder.nats,
            port=self.ports["nats"],
            monitor_port=self.ports["nats-monitor"],
            users=nats_users(self.secrets),
            log_file=self.folder.log_of("nats"),
            environment=mark(self.folder.path),
            lock_fd=lock_fd,
        )

    def postgres(self, lock_fd: int) -> PostgresServer:
        return PostgresServer(
            folder=self.folder.postgres,
            port=self.ports["postgres"],
            password=self.secrets.platform.password("postgres_password"),
            log_file=self.folder.log_of("postgres"),
            environment=mark(self.folder.path),
            lock_fd=lock_fd,
        )

    def caddy(self) -> CaddyServer:
        upstreams = {service: self._address(f"{service}-web") for service in HTTP_SERVICES}
        lobby = self._address("lobby")
        return CaddyServer(
            folder=self.folder.caddy,
            port=self.ports["public"],
            upstreams=upstreams | {"health": self._address("ingest-http-admin"), "lobby": lobby},
            log_file=self.folder.log_of("caddy"),
            environment=mark(self.folder.path),
            at_once=int(self.chosen.get("ROSTRUM_HTTP_THREADS", HTTP_THREADS)),
        )

    def migrations(self, services: Sequence[str]) -> Program:
        return Program(
            name="migrations",
            command=python("-m", "deploy.local.migrate", str(self.folder.secrets), *services),
            environment=python_environment() | mark(self.folder.path) | self._backbone().settings(),
            log_file=self.folder.log_of("migrations"),
        )

    def service(self, process: ServiceProcess) -> Program:
        admin_port = self.ports[f"{process.name}-admin"]
        return Program(
            name=process.name,
            command=python("-m", process.module or f"services.{process.service}", *process.roles),
            environment=python_environment() | mark(self.folder.path) | self._settings(process),
            log_file=self.folder.log_of(process.name),
            ready=partial(is_ok, f"http://{LOOPBACK}:{admin_port}/readyz"),
            start_timeout_s=SERVICE_START_S,
        )

    def _settings(self, process: ServiceProcess) -> dict[str, str]:
        settings = self._backbone().environment(process.service, self.secrets.ensure(process.service))
        settings["TMPDIR"] = str(self.scratch)
        settings["ROSTRUM_ADMIN_PORT"] = str(self.ports[f"{process.name}-admin"])
        if "http" in process.roles:
            settings |= {
                "ROSTRUM_HTTP_HOST": LOOPBACK,
                "ROSTRUM_HTTP_PORT": str(self.ports[f"{process.service}-web"]),
            }
        if self.trace:
            settings["ROSTRUM_TRACE_FILE"] = str(self.folder.traces / f"{process.name}.jsonl")
        return settings

    def _backbone(self) -> Backbone:
        met_at = {**self.ports, **self.detours}
        return Backbone(
            database_host=LOOPBACK,
            database_port=met_at["postgres"],
            nats_url=f"nats://{LOOPBACK}:{met_at['nats']}",
            object_store=self.folder.objects.as_uri(),
            public_url=self.public_url,
            mails=self.folder.mails.as_uri(),
            service_keys=self.secrets.public_keys,
            rpc_ports={service: self.ports[f"{service}-rpc"] for service in SERVICES},
            peer_ports={service: met_at[f"{service}-rpc"] for service in SERVICES},
            chosen=self.chosen,
        )

    def _address(self, name: str) -> str:
        return f"{LOOPBACK}:{self.ports[name]}"
