"""The platform as the faults suite breaks it: a link on every way, S3 as store, an engine of the test's."""

import shutil
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.subjects import LIMITS
from deploy.local.leftovers import mark
from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Program
from deploy.local.supervisor import Supervised, Supervisor
from deploy.local.topology import PROCESSES, SERVICES, ServiceProcess
from tests.builders.openai_audio import OpenAIAudio, openai_audio
from tests.builders.remote_servers import RemoteServer
from tests.builders.s3_servers import ACCESS_KEY, SECRET_KEY
from tests.faults.harness.links import Link, linked

BUCKET = "rostrum"
OBJECTS = "objects"
ENGINE = "engine"
LINKS = ("nats", "postgres", OBJECTS, ENGINE, *(f"{service}-rpc" for service in SERVICES))
KEEP_DAYS = 30
SETTINGS = {
    "ROSTRUM_ACK_WAIT_S": "6",
    "ROSTRUM_RECORDING_KEEP_DAYS": str(KEEP_DAYS),
    "ROSTRUM_HEARTBEAT_S": "2",
    "ROSTRUM_LIMITS_FILE": str(LIMITS),
    "ROSTRUM_REGISTRATIONS_PER_ADDRESS": "100000",
    "ROSTRUM_LOGIN_FAILURES_PER_ADDRESS": "100000",
    "ROSTRUM_PRIVATE_PROVIDER_URLS": "false",
    "ROSTRUM_ENGINES": "openai",
    "ROSTRUM_ENGINE_SPEND_PER_DAY_USD": "1000000",
    "ROSTRUM_ENGINE_PRICES": '{"openai/whisper-1": 0.006}',
}
"""Dead workers are noticed after seconds; no limit stops a load; one engine, whose calls are counted."""


@dataclass(frozen=True)
class Stage:
    """`links` by the name of what they lead to: nats, postgres, objects, engine and `<service>-rpc`."""

    platform: LocalPlatform
    links: Mapping[str, Link]
    engine: RemoteServer
    hears: OpenAIAudio
    objects: Supervised
    bucket: Path

    @property
    def processes(self) -> dict[str, Supervised]:
        """Everything that can be killed, frozen and awaited, by name; `objects` is the S3 server."""
        return {**self.platform.processes, OBJECTS: self.objects}

    def wait_ready(self) -> None:
        """Until every process serves again."""
        for process in self.processes.values():
            process.wait_ready(90)


@contextmanager
def staged(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    services: Sequence[ServiceProcess] = PROCESSES,
) -> Iterator[Stage]:
    """A stage in a folder of its own; `settings` beside those that every stage has."""
    with ExitStack() as stack:
        hears, engine = stack.enter_context(openai_audio())
        (port,) = free_ports(1)
        bucket = folder / "s3" / BUCKET
        bucket.mkdir(parents=True, exist_ok=True)
        objects = stack.enter_context(_running_objects(folder, port))
        ports: dict[str, int] = {OBJECTS: port, ENGINE: urlsplit(engine.url).port or 0}
        links = stack.enter_context(linked({name: partial(ports.__getitem__, name) for name in LINKS}))
        platform = LocalPlatform(
            folder / "platform",
            settings=SETTINGS | _addresses(links, hears) | dict(settings or {}),
            public_port=None,
            services=services,
            say=lambda _: ports.update(platform.plan.ports),
        )
        platform.detours.update({name: link.port for name, link in links.items()})
        with platform:
            yield Stage(platform, links, engine, hears, objects, bucket)


def _addresses(links: Mapping[str, Link], hears: OpenAIAudio) -> dict[str, str]:
    return {
        "ROSTRUM_OBJECT_STORE": f"s3://{BUCKET}",
        "ROSTRUM_S3_ENDPOINT": f"http://{LOOPBACK}:{links[OBJECTS].port}",
        "ROSTRUM_S3_ACCESS_KEY": ACCESS_KEY,
        "ROSTRUM_S3_SECRET_KEY": SECRET_KEY,
        "ROSTRUM_OPENAI_URL": f"http://{LOOPBACK}:{links[ENGINE].port}/v1",
        "ROSTRUM_OPENAI_KEY": hears.key,
    }


@contextmanager
def _running_objects(folder: Path, port: int) -> Iterator[Supervised]:
    objects = Supervised(OBJECTS, partial(_s3_program, folder, port), lambda _: None)
    objects.start()
    supervisor = Supervisor([objects])
    try:
        yield objects
    finally:
        supervisor.close()
        objects.ask_to_stop()
        objects.finish(10)


def _s3_program(folder: Path, port: int) -> Program:
    rclone = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert rclone is not None, "rclone is missing: install the extra dev (make setup)"
    command = (rclone, "serve", "s3", str(folder / "s3"), "--addr", f"{LOOPBACK}:{port}", "--config", "")
    return Program(
        name=OBJECTS,
        command=(*command, "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"),
        environment=mark(folder),
        log_file=folder / "objects.log",
        ready=partial(_listens, port),
    )


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
