"""Someone who uses the platform while it is being broken, and the stage on which the suite breaks it."""

import os
import random
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from benchmarks.subjects import LIMITS
from deploy.local.platform import LocalPlatform
from deploy.local.topology import PROCESSES
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.scoreboard import SCENARIO, Score, Scoreboard
from tests.faults.harness.stage import Stage, staged
from tests.faults.harness.theatre import Theatre
from tests.faults.harness.uploads import Uploader

TALK = "Nothing is ever lost."
DOORS = tuple(process for process in PROCESSES if process.service == "auth" or "http" in process.roles)
DOORS_SETTINGS = {"ROSTRUM_LIMITS_FILE": str(LIMITS), "ROSTRUM_LOGIN_FAILURES_PER_ADDRESS": "1000000"}
"""No limit stops a load, which comes from one address."""
SCENARIOS = "tests/faults/scenarios"
PLATFORMS = ("stage", "doors", "workshop")
"""Fixtures."""
RESULTS = "ROSTRUM_FAULTS_RESULTS"


def pytest_configure(config: pytest.Config) -> None:
    """`make faults` wants the numbers, once for all processes of the run."""
    file = os.environ.get(RESULTS)
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Scoreboard(Path(file)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each scenario tells its id with its numbers; `make faults SCENARIO=D1` leaves out all others."""
    wanted = os.environ.get("ROSTRUM_FAULTS_SCENARIO")
    named = {item: item.get_closest_marker("scenario") for item in items}
    for item, mark in named.items():
        if mark is not None:
            item.user_properties.append((SCENARIO, f"{mark.args[0]}: {mark.args[1]}"))
    if os.environ.get(RESULTS):
        items.sort(key=_longest_first if hasattr(config, "workerinput") else _by_platform)
    if wanted:
        chosen = [item for item, mark in named.items() if mark is not None and mark.args[0] == wanted]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def _longest_first(item: pytest.Item) -> float:
    """By what they may take: no long one is to begin when all others are done."""
    mark = item.get_closest_marker("timeout")
    return -float(mark.args[0]) if mark is not None else 0.0


def _by_platform(item: pytest.Item) -> list[str]:
    """Starting one takes longer than some scenarios."""
    return [name for name in PLATFORMS if name in getattr(item, "fixturenames", ())]


class ByStage(LoadScopeScheduling):
    """Hands out test by test, but a folder's together: all in it share a platform that others don't use.

    xdist's own groups are names at the end of a test's id, which pytest 9.2 no longer lets it write.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.partition("::")[0].rpartition("/")[0]
        return nodeid if folder == SCENARIOS else folder


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """For `make faults`."""
    return ByStage(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture
def person(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as somebody:
        yield somebody


@pytest.fixture(scope="session")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """Of a process; who shows something else there asks for it by its fixture, module by module."""
    theatre = Theatre(tmp_path_factory.mktemp)
    yield theatre
    theatre.close()


@pytest.fixture(scope="module")
def stage(theatre: Theatre) -> Stage:
    """For nearly all scenarios; each leaves it well and quiet."""
    return theatre.show("stage", staged)


@pytest.fixture(scope="module")
def doors(theatre: Theatre) -> LocalPlatform:
    """What answers clients, with nothing beside it and no link in between: for how fast that is."""
    return theatre.show("doors", _doors)


def _doors(folder: Path) -> LocalPlatform:
    return LocalPlatform(folder, settings=DOORS_SETTINGS, public_port=None, services=DOORS)


@pytest.fixture
def score(record_property: object) -> Score:
    return Score(record_property)  # type: ignore[arg-type]


@pytest.fixture
def seed(score: Score) -> int:
    """Replays a run: `make faults SCENARIO=D1 SEED=7`."""
    chosen = int(os.environ.get("ROSTRUM_FAULTS_SEED") or secrets.randbelow(1_000_000))
    score.note(f"seed {chosen}")
    return chosen


@pytest.fixture
def chance(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.fixture
def actor(stage: Stage) -> Iterator[Person]:
    """A person on the stage."""
    with Person(stage.platform) as somebody:
        yield somebody


@pytest.fixture
def uploader(actor: Person, speech: Speech, tmp_path: Path) -> Iterator[Uploader]:
    """A client of the actor's, with a short recording and a ledger."""
    ledger = Ledger(tmp_path / "ledger")
    yield Uploader(actor, ledger, speech.say(TALK).read_bytes())
    ledger.close()
