"""The platform as one object: start it, use its address, stop it. The commands and the tests share it."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.broker import provision
from deploy.local.given_secrets import keep_secrets, without_secrets
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.leftovers import end_leftovers
from deploy.local.locks import FolderLock
from deploy.local.migrations import MigrationRecord
from deploy.local.plan import PREFERRED_PUBLIC_PORT, Plan, port_names
from deploy.local.ports import LOOPBACK
from deploy.local.processes import Child, Program
from deploy.local.servers.postgres_roles import Provisioner
from deploy.local.supervisor import Say, Supervised, Supervisor
from deploy.local.topology import NATS_ADMIN, NATS_SUBSCRIBER, PROCESSES, SERVICES, ServiceProcess

Step = Callable[[], None]

MIGRATION_TIMEOUT_S = 120.0
SERVICE_GRACE_S = 25.0
SERVER_GRACE_S = 10.0


class LocalPlatform:
    """All servers and services on one data folder.

    `processes` gives each by name (`ingest`, `ingest-http`, `nats`, ...) with its pid; what ends is started
    again. Nothing of it outlives this process, even if that is killed. `detours`, set before the start, are
    the ports at which services find a server instead of its own.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        public_port: int | None = PREFERRED_PUBLIC_PORT,
        trace: bool = False,
        services: Sequence[ServiceProcess] = PROCESSES,
        say: Say = lambda _: None,
    ) -> None:
        self.folder = DataFolder(folder.absolute())
        self.processes: dict[str, Supervised] = {}
        self.detours: dict[str, int] = {}
        self._given = dict(settings or {})
        self._chosen = without_secrets(self._given)
        self._preferred = {} if public_port is None else {"public": public_port}
        self._trace = trace
        self._services = tuple(services)
        self._say = say
        self._locks: list[FolderLock] = []
        self._tasks: list[Child] = []
        self._supervisor: Supervisor | None = None
        self._plan: Plan | None = None

    @property
    def url(self) -> str:
        return self.plan.public_url

    @property
    def mails(self) -> str:
        """Where mails go: a folder, unless a mail server was chosen."""
        return self._chosen.get("ROSTRUM_MAIL", str(self.folder.mails))

    @property
    def nats_url(self) -> str:
        return f"nats://{LOOPBACK}:{self.plan.ports['nats']}"

    @property
    def subscriber(self) -> tuple[str, str]:
        """Name and password of the NATS login that may read events."""
        return NATS_SUBSCRIBER, self.plan.secrets.nats_password(NATS_SUBSCRIBER)

    @property
    def plan(self) -> Plan:
        if self._plan is None:
            raise RuntimeError("the platform has not been started")
        return self._plan

    def start(self) -> None:
        """Everything up and ready, or an error that says why and nothing left running."""
        self.folder.create()
        self._locks.append(FolderLock(self.folder.path))
        try:
            self._prepare()
            self._start_servers()
            self._start_services()
            self._supervisor = Supervisor(list(self.processes.values()))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Services first, so that they finish what they hold; then what they stand on."""
        if self._supervisor is not None:
            self._supervisor.close()
            self._supervisor = None
        for task in self._tasks:
            task.kill()
        servers = ("caddy", "nats", "postgres")
        self._stop_group([name for name in self.processes if name not in servers], SERVICE_GRACE_S)
        for name in servers:
            self._stop_group([name], SERVER_GRACE_S)
        if self._plan is not None:
            shutil.rmtree(self._plan.scratch, ignore_errors=True)
        while self._locks:
            self._locks.pop().release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _prepare(self) -> None:
        ended = end_leftovers(self.folder.path)
        if ended:
            self._say(f"ended {ended} processes that an earlier launcher left behind")
        secrets = PlatformSecrets(self.folder.secrets)
        keep_secrets(self._given, secrets)
        ports = self.folder.ports(port_names(self._services), self._preferred)
        if ports["public"] != self._preferred.get("public", ports["public"]):
            self._say(f"port {self._preferred['public']} is in use; taking {ports['public']}")
        scratch = self.folder.make_scratch()
        self._plan = Plan(self.folder, secrets, ports, scratch, self._chosen, self._trace, self.detours)
        self._locks[0].write_note(f"process {os.getpid()}, {self.url}")
        self._locks += [FolderLock(self.folder.nats), FolderLock(self.folder.postgres)]

    def _start_servers(self) -> None:
        steps: list[Step] = [self._start_database, self._start_broker, self._start_front]
        _side_by_side(steps, self._abandon_servers)

    def _start_services(self) -> None:
        for process in self._services:
            self._supervise(process.name, partial(self.plan.service, process)).launch()
        _side_by_side(
            [partial(self._await_service, process.name) for process in self._services], self._ask_services
        )

    def _start_database(self) -> None:
        server = self.plan.postgres(self._locks[2].fd)
        self._supervise("postgres", server.prepare).start()
        self._say("PostgreSQL is up")
        provisioner = Provisioner(server.conninfo)
        passwords = self.plan.secrets.database_passwords
        new = {service for service in SERVICES if provisioner.ensure(service, passwords(service))}
        record = MigrationRecord(self.folder.postgres)
        due = tuple(service for service in SERVICES if service in new or not record.is_current(service))
        if due:
            self._task(self.plan.migrations(due)).finish(MIGRATION_TIMEOUT_S)
        record.note(due)
        self._say("databases are up to date")

    def _start_broker(self) -> None:
        self._supervise("nats", self.plan.nats(self._locks[1].fd).prepare).start()
        ack_wait = self._chosen.get("ROSTRUM_ACK_WAIT_S")
        password = self.plan.secrets.nats_password(NATS_ADMIN)
        provision(self.nats_url, password, float(ack_wait) if ack_wait else None)
        self._say("NATS is up, with its streams")

    def _start_front(self) -> None:
        self._supervise("caddy", self.plan.caddy().prepare).start()

    def _await_service(self, name: str) -> None:
        self.processes[name].await_first_ready()
        self._say(f"{name} is ready")

    def _supervise(self, name: str, prepare: Callable[[], Program]) -> Supervised:
        self.processes[name] = Supervised(name, prepare, self._say)
        return self.processes[name]

    def _task(self, program: Program) -> Child:
        self._tasks.append(Child(program))
        return self._tasks[-1]

    def _abandon_servers(self) -> None:
        """Make every step of a failed start end soon."""
        for task in self._tasks:
            task.kill()
        for process in tuple(self.processes.values()):
            process.ask_to_stop()

    def _ask_services(self) -> None:
        """The same once the servers are up: they stay until the services have drained."""
        for process in self._services:
            self.processes[process.name].ask_to_stop()

    def _stop_group(self, names: list[str], grace_s: float) -> None:
        group = [self.processes.pop(name) for name in names if name in self.processes]
        for process in group:
            process.ask_to_stop()
        for process in group:
            process.finish(grace_s)


def _side_by_side(steps: list[Step], abandon: Step) -> None:
    """Run all steps at once; the first failure abandons the others and is the one that is told."""
    with ThreadPoolExecutor(max_workers=len(steps), thread_name_prefix="start") as pool:
        running: list[Future[None]] = [pool.submit(step) for step in steps]
        try:
            done, _ = wait(running, return_when=FIRST_EXCEPTION)
            failed = [step for step in done if step.exception() is not None]
        except BaseException:
            abandon()
            raise
        if failed:
            abandon()
            failed[0].result()
