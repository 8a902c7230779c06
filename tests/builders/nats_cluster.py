"""Three NATS servers that keep their streams together, each of which may be mistreated."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local.locks import FolderLock
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Child, Program
from deploy.local.servers.nats import NatsServer, NatsUser
from tests.builders.own_nats import PASSWORD
from tests.infrastructure.servers import RunningNats

SIZE = 3


@dataclass
class Member:
    """One server, by the name that the others know."""

    name: str
    server: NatsServer
    program: Program
    child: Child

    @property
    def is_well(self) -> bool:
        """It serves, and has all that the others have."""
        return self.child.exit_code() is None and self.server.ready() and not self.server.broken()

    def kill(self) -> None:
        self.child.kill()

    def start(self) -> None:
        """After its end, on the same folder and ports."""
        self.child = Child(self.program)

    def stop(self) -> None:
        self.child.stop()

    def running(self) -> RunningNats:
        """For clients that meet this one first; it tells them of the others."""
        return RunningNats(self.server.url, {user.name: user.password for user in self.server.users})


@contextmanager
def nats_cluster(folder: Path, *users: str) -> Iterator[dict[str, Member]]:
    """By name. Its users may do anything."""
    logins = tuple(NatsUser(name, PASSWORD) for name in users)
    ports = free_ports(3 * SIZE)  # all at once: what is chosen later may be one that is not in use yet
    routes = ports[:SIZE]
    with ExitStack() as stack:
        members = {}
        for number in range(SIZE):
            name = f"n{number}"
            members[name] = _member(stack, folder / name, logins, ports[number::SIZE], routes)
        yield members


def _member(
    stack: ExitStack, folder: Path, logins: tuple[NatsUser, ...], ports: list[int], routes: list[int]
) -> Member:
    """Its ports are those of its route, its clients and its monitor."""
    route, client_port, monitor_port = ports
    lock = FolderLock(folder)
    stack.callback(lock.release)
    log = folder / "nats.log"
    server = NatsServer(folder, client_port, monitor_port, logins, log, max_file="4GB", lock_fd=lock.fd)
    program = server.prepare()
    others = ",".join(f"nats://{LOOPBACK}:{each}" for each in routes)
    clustered = ("--name", folder.name, "--cluster_name", "rostrum")
    joined = ("--cluster", f"nats://{LOOPBACK}:{route}", "--routes", others)
    program = replace(program, command=(*program.command, *clustered, *joined))
    member = Member(folder.name, server, program, Child(program))
    stack.callback(member.stop)
    return member
