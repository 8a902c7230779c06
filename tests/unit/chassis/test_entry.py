"""The command line that every service has: roles, or migrate, or a clear word about what is wrong."""

import gc
from collections.abc import Iterator, Sequence

import pytest
from pydantic import Field

from chassis.entry import EXIT_CONFIG, EXIT_USAGE, run, settle
from chassis.lifecycle import Component
from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """With one setting that must be given."""

    flavour: str = Field(description="Something without a default.")


def never(settings: Settings, roles: Sequence[str]) -> Sequence[Component]:
    raise AssertionError("nothing is composed for a wrong call")


def call(*arguments: str) -> int:
    return run("sample", arguments, roles=("rpc", "worker"), settings=Settings, compose=never)


@pytest.mark.parametrize("arguments", [(), ("serve",), ("rpc", "migrate"), ("rpc", "bogus")])
def test_a_wrong_call_names_the_roles(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*arguments) == EXIT_USAGE
    assert "python -m services.sample {migrate | rpc worker}" in capsys.readouterr().err


def test_a_missing_setting_is_named_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ROSTRUM_FLAVOUR", raising=False)
    assert call("rpc") == EXIT_CONFIG
    assert "ROSTRUM_FLAVOUR" in capsys.readouterr().err


@pytest.fixture
def uncollected() -> Iterator[None]:
    """As while a process starts."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_only_what_comes_after_the_start_is_looked_through_for_garbage() -> None:
    before = len(gc.get_objects())
    settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before
    assert len(gc.get_objects()) < before / 10
