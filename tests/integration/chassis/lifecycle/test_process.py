"""A process starts in order, stops in reverse, and never outlives its deadline."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Process = subprocess.Popen[str]
Run = Callable[..., Process]


@pytest.fixture
def run() -> Iterator[Run]:
    """Starts the sample process with these components; what is left is killed after the test."""
    started: list[Process] = []

    def start(*components: str) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.builders.sample_process", *components],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[4],
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(process: Process, event: str) -> list[str]:
    """What the process tells, up to an event."""
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        told.append(line.strip())
        if line.startswith(event):
            return told
    raise AssertionError(f"no {event}: {told}")


def rest(process: Process) -> tuple[list[str], list[dict[str, object]]]:
    """What else it tells until it ends, and its log."""
    out, logged = process.communicate(timeout=20)
    return out.split("\n")[:-1], [json.loads(line) for line in logged.splitlines()]


def events(told: list[str]) -> list[str]:
    return [line for line in told if "serving" not in line]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_in_order_and_stops_in_reverse(run: Run, number: signal.Signals) -> None:
    process = run("a:ok", "b:ok")
    started = until(process, "serving")
    process.send_signal(number)
    stopped, _ = rest(process)
    assert events(started) == ["start a", "start b", "settle all"]
    assert stopped[0].startswith("not-serving")
    assert events(stopped) == ["stop b", "stop a", "close resource"]
    assert process.returncode == 0


def test_a_component_that_dies_ends_the_process_with_a_fault(run: Run) -> None:
    process = run("a:ok", "b:dies")
    stopped, logged = rest(process)
    assert events(stopped)[-3:] == ["stop b", "stop a", "close resource"]
    assert process.returncode == 1
    assert any(line["event"] == "component_died" and line["components"] == ["b"] for line in logged)


def test_what_has_started_is_stopped_when_the_next_one_fails_to(run: Run) -> None:
    process = run("a:ok", "b:fails", "c:ok")
    told, logged = rest(process)
    assert events(told) == ["start a", "stop a", "close resource"]
    assert not any(line.startswith("serving") for line in told)
    assert process.returncode == 1
    assert "hunter2" not in json.dumps(logged)


def test_a_component_that_does_not_stop_is_cut_off(run: Run) -> None:
    process = run("a:ok", "b:hangs")
    until(process, "serving")
    process.terminate()
    stopped, logged = rest(process)
    assert events(stopped) == ["stop b"]
    assert process.returncode == 70
    assert logged[-1]["event"] == "drain_cut_off"


def test_one_that_fails_to_stop_does_not_keep_the_others_from_it(run: Run) -> None:
    process = run("a:ok", "b:raises")
    until(process, "serving")
    process.terminate()
    stopped, _ = rest(process)
    assert events(stopped) == ["stop b", "stop a", "close resource"]


def test_a_second_signal_ends_it_at_once(run: Run) -> None:
    process = run("a:hangs")
    until(process, "serving")
    process.terminate()
    until(process, "stop a")
    process.terminate()
    assert process.wait(timeout=5) == 128 + signal.SIGTERM


def probe(port: str, page: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_live_is_not_ready(run: Run) -> None:
    process = run("a:ok", "b:down")
    port = until(process, "serving")[-1].split()[1]
    assert probe(port, "/livez")[0] == 200
    status, body = probe(port, "/readyz")
    assert status == 503
    assert json.loads(body)["components"] == {"resource": True, "a": True, "b": False}


def test_a_sound_process_is_ready_and_shows_its_metrics(run: Run) -> None:
    port = until(run("a:ok"), "serving")[-1].split()[1]
    assert probe(port, "/readyz")[0] == 200
    status, metrics = probe(port, "/metrics")
    assert status == 200
    assert "python_info" in metrics
    assert probe(port, "/else")[0] == 404
