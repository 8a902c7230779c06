"""nats-server with JetStream: what it acknowledges is on disk, each user has its own rights."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from deploy.local.ports import LOOPBACK
from deploy.local.probes import Answer, ask
from deploy.local.processes import Program
from deploy.local.secret_files import write_private
from deploy.local.wheels import program

EVERYTHING = (">",)

# `sync_interval: always` is one fsync per message: the price of losing nothing.
SETTINGS = """\
server_name: rostrum-local
host: "{host}"
port: {port}
http: "{host}:{monitor_port}"
jetstream {{
  store_dir: {store}
  sync_interval: always
  max_mem: 64MB
  max_file: {max_file}
  strict: true
}}
max_payload: 1MB
ping_interval: "20s"
ping_max: 2
write_deadline: "5s"
authorization {{
  timeout: 5
  users: [
{users}
  ]
}}
"""


@dataclass(frozen=True)
class NatsUser:
    """A login and the subjects it may publish and subscribe to."""

    name: str
    password: str
    publish: tuple[str, ...] = EVERYTHING
    subscribe: tuple[str, ...] = EVERYTHING


@dataclass(frozen=True)
class NatsServer:
    """A server in `folder`, which its caller has locked: nats-server itself does not."""

    folder: Path
    port: int
    monitor_port: int
    users: Sequence[NatsUser]
    log_file: Path
    max_file: str = "10GB"
    lock_fd: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"nats://{LOOPBACK}:{self.port}"

    def prepare(self) -> Program:
        """Write the configuration (it holds passwords: 0600) and say how to run it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config_file = self.folder / "nats.conf"
        text = configuration(
            host=LOOPBACK,
            port=self.port,
            monitor_port=self.monitor_port,
            store=self.folder / "jetstream",
            users=self.users,
            max_file=self.max_file,
        )
        write_private(config_file, text)
        return Program(
            name="nats",
            command=(program("nats-server"), "--config", str(config_file)),
            environment=dict(self.environment),
            log_file=self.log_file,
            ready=self.ready,
            broken=self.broken,
            keep_open=() if self.lock_fd is None else (self.lock_fd,),
        )

    def ready(self) -> bool:
        """JetStream is up, and really syncs each message."""
        try:
            return bool(json.loads(self._ask("/jsz?config=1").body)["config"]["sync_always"])
        except (OSError, ValueError, KeyError):
            return False

    def broken(self) -> bool:
        """It says so itself: a stream that could once not be written, for want of space, stays so until the
        server is started again. One that says nothing may be frozen, and wakes as it was."""
        try:
            return self._ask("/healthz").status == HTTPStatus.SERVICE_UNAVAILABLE
        except OSError:
            return False

    def _ask(self, path: str) -> Answer:
        return ask(f"http://{LOOPBACK}:{self.monitor_port}{path}")


def configuration(
    *, host: str, port: int, monitor_port: int, store: Path, users: Sequence[NatsUser], max_file: str
) -> str:
    """The text of nats.conf; strings are quoted as JSON, which its format understands."""
    return SETTINGS.format(
        host=host,
        port=port,
        monitor_port=monitor_port,
        store=json.dumps(str(store)),
        max_file=max_file,
        users="\n".join(_user_block(user) for user in users),
    )


def _user_block(user: NatsUser) -> str:
    permissions = {
        "publish": {"allow": list(user.publish)},
        "subscribe": {"allow": list(user.subscribe)},
    }
    return "    " + json.dumps({"user": user.name, "password": user.password, "permissions": permissions})
