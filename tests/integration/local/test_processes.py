"""Child processes: started, waited for, restarted, and never left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.environment import python, python_environment
from deploy.local.faults import LocalPlatformError
from deploy.local.leftovers import end_leftovers, mark
from deploy.local.processes import Child, Program
from deploy.local.supervisor import Supervised, Supervisor

SLEEPER = "import sys, time; print('up', flush=True); open(sys.argv[1], 'a').write('x'); time.sleep(600)"


def wait_for(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").is_dir() else True


class Scene:
    """Programs of one test; `runs` counts how often the sleeper came up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marks = folder / "marks"

    def program(self, code: str = SLEEPER, **changes: object) -> Program:
        settings: dict[str, object] = {
            "name": "sleeper",
            "command": (sys.executable, "-c", code, str(self.marks)),
            "environment": python_environment() | mark(self.folder),
            "log_file": self.folder / "sleeper.log",
            "ready": lambda: self.runs() > 0,
            "start_timeout_s": 10.0,
        }
        return Program(**(settings | changes))

    def runs(self) -> int:
        return len(self.marks.read_text()) if self.marks.exists() else 0


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    yield Scene(tmp_path)
    assert end_leftovers(tmp_path) == 0, "the test left processes behind"


def test_a_child_becomes_ready_and_stops(scene: Scene) -> None:
    child = Child(scene.program())
    child.wait_ready()
    child.stop()
    assert child.exit_code() == -signal.SIGTERM
    assert not exists(child.pid)


def test_a_child_that_ends_while_starting_is_told_with_its_last_words(scene: Scene) -> None:
    child = Child(scene.program("import sys; sys.exit('the port is taken')"))
    with pytest.raises(LocalPlatformError, match=r"sleeper ended with code 1 .*\n.*the port is taken"):
        child.wait_ready()


def test_a_child_that_is_never_ready_is_told(scene: Scene) -> None:
    child = Child(scene.program(ready=lambda: False, start_timeout_s=0.2))
    with pytest.raises(LocalPlatformError, match="not ready after"):
        child.wait_ready()
    child.stop()


def test_a_task_that_fails_is_told(scene: Scene) -> None:
    with pytest.raises(LocalPlatformError, match=r"ended with code 3(.|\n)*no such table"):
        Child(scene.program("print('no such table'); exit(3)")).finish(10)


def test_what_a_child_started_ends_with_it(scene: Scene) -> None:
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '600']); "
    code += "open(sys.argv[1], 'w').write(str(p.pid)); p.wait()"
    child = Child(scene.program(code, ready=lambda: scene.marks.exists() and bool(scene.marks.read_text())))
    child.wait_ready()
    grandchild = int(scene.marks.read_text())
    os.kill(child.pid, signal.SIGKILL)
    wait_for(lambda: child.exit_code() is not None)
    wait_for(lambda: not exists(grandchild))


def test_a_child_that_ignores_the_request_is_ended_by_force(scene: Scene) -> None:
    child = Child(scene.program("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER))
    child.wait_ready()
    child.stop(grace_s=0.1)
    assert child.exit_code() == -signal.SIGKILL


def test_what_is_killed_is_started_again(scene: Scene) -> None:
    said: list[str] = []
    process = Supervised("sleeper", scene.program, said.append)
    process.start()
    first = process.pid
    supervisor = Supervisor([process])
    process.kill()
    wait_for(lambda: scene.runs() == 2)
    assert process.pid != first
    assert process.restarts == 1
    assert "ended with code -9; starting it again" in said[0]
    supervisor.close()
    process.ask_to_stop()
    process.finish(5)


def test_what_keeps_ending_is_started_ever_less_often(scene: Scene) -> None:
    said: list[str] = []
    process = Supervised("crasher", lambda: scene.program("exit(1)"), said.append)
    process.launch()
    supervisor = Supervisor([process])
    wait_for(lambda: len(said) == 3)
    supervisor.close()
    assert [line.split(" in ")[1].split(" s")[0] for line in said] == ["0.2", "0.4", "0.8"]
    process.ask_to_stop()
    process.finish(5)


@pytest.mark.parametrize(("patience_s", "runs"), [(0.0, 2), (60.0, 1)], ids=["too-long", "not-yet"])
def test_what_runs_and_is_broken_is_started_again_after_a_while(
    scene: Scene, patience_s: float, runs: int
) -> None:
    said: list[str] = []
    program = scene.program(broken=lambda: True, broken_s=patience_s)
    process = Supervised("sleeper", lambda: program, said.append)
    process.start()
    process.examine()
    supervisor = Supervisor([process])
    wait_for(lambda: scene.runs() == runs and process.child is not None and process.child.exit_code() is None)
    supervisor.close()
    assert process.restarts == runs - 1
    assert len(said) == 2 * (runs - 1)
    process.ask_to_stop()
    process.finish(5)


def test_a_child_survives_the_thread_that_asked_for_it(scene: Scene) -> None:
    children: list[Child] = []
    thread = threading.Thread(target=lambda: children.append(Child(scene.program())))
    thread.start()
    thread.join()
    children[0].wait_ready()
    assert children[0].exit_code() is None
    children[0].stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_children_end_when_their_launcher_is_killed(scene: Scene) -> None:
    launcher = subprocess.Popen(
        python("-c", LAUNCHER, str(scene.folder)), env=python_environment(), stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout is not None
    child = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    wait_for(lambda: not exists(child))


LAUNCHER = f"""
import sys, time
from pathlib import Path
from deploy.local.environment import python_environment
from deploy.local.processes import Child, Program
folder = Path(sys.argv[1])
command = (sys.executable, "-c", {SLEEPER!r}, str(folder / "marks"))
ready = (folder / "marks").exists
child = Child(Program("sleeper", command, python_environment(), folder / "log", ready))
child.wait_ready()
print(child.pid, flush=True)
time.sleep(600)
"""


def test_leftovers_of_this_folder_are_ended_and_no_others(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    ours = Child(scene.program())
    theirs = Child(scene.program(environment=python_environment() | mark(other)))
    assert end_leftovers(scene.folder) == 1
    wait_for(lambda: ours.exit_code() is not None)
    assert theirs.exit_code() is None
    theirs.stop()
