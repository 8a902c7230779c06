"""`python -m deploy.local up`, as a person runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.environment import python, python_environment
from deploy.local.leftovers import end_leftovers
from deploy.local.ports import free_ports
from deploy.local.probes import ask

START_S = 120


class Launcher:
    """One run of the command on a data folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self._command = python("-m", "deploy.local", "up", "--data", str(folder), "--port", str(port))
        self._process: subprocess.Popen[str] | None = None
        self.printed: list[str] = []

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            env=python_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.printed.append(line)
            if line.strip().startswith("stop "):
                return
        raise AssertionError("it ended while starting:\n" + "".join(self.printed))

    def start_another(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command,
            env=python_environment(),
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
        )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Its exit code and what it printed last."""
        assert self._process is not None
        self._process.send_signal(number)
        last, _ = self._process.communicate(timeout=60)
        return self._process.returncode, last


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    assert end_leftovers(tmp_path) == 0, "something was left running"


@pytest.fixture
def port() -> int:
    return free_ports(1)[0]


@pytest.mark.long
def test_it_tells_where_it_is_refuses_a_second_start_and_survives_kill_9(folder: Path, port: int) -> None:
    first = Launcher(folder, port)
    first.start()
    _tells_where_everything_is(first, port)
    _refuses_a_second_start(first, port)

    first.end(signal.SIGKILL)
    again = Launcher(folder, port)
    again.start()
    assert ask(f"http://127.0.0.1:{port}/healthz").status == 200

    code, last = again.end(signal.SIGINT)
    assert (code, last.split()[-1]) == (0, "Stopped.")
    if sys.platform == "linux":
        assert not [path for path in Path("/proc").iterdir() if _mentions(path, str(folder))]


def _tells_where_everything_is(launcher: Launcher, port: int) -> None:
    text = "".join(launcher.printed)
    assert f"http://127.0.0.1:{port}/docs" in text
    assert "user subscriber  password" in text
    assert json.loads(ask(f"http://127.0.0.1:{port}/healthz").body) == {"status": "ok"}


def _refuses_a_second_start(launcher: Launcher, port: int) -> None:
    second = launcher.start_another()
    assert second.returncode == 1
    assert "Rostrum already runs" in second.stderr
    assert f"process {launcher.pid}, http://127.0.0.1:{port}" in second.stderr
    assert ask(f"http://127.0.0.1:{port}/healthz").status == 200


def _mentions(process: Path, text: str) -> bool:
    try:
        own = process.name == str(os.getpid())
        return not own and text.encode() in (process / "environ").read_bytes()
    except OSError:
        return False
