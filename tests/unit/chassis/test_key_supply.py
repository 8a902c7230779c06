"""A process waits a moment for the keys of tokens, and is unready for as long as it has none."""

from threading import Event

from chassis.key_supply import KeySupply
from tests.builders.waiting import eventually

AT_ONCE = 0.0


class Authority:
    """Is away until a test lets it come."""

    def __init__(self) -> None:
        self.is_here = Event()
        self.asked = Event()

    def __call__(self) -> bool:
        self.asked.set()
        return self.is_here.is_set()


def test_what_has_its_keys_after_the_start_is_ready() -> None:
    authority = Authority()
    authority.is_here.set()
    supply = KeySupply(authority)
    supply.start()
    assert supply.ready()
    assert supply.alive()
    supply.stop(5)


def test_keys_that_come_late_make_it_ready() -> None:
    authority = Authority()
    supply = KeySupply(authority, AT_ONCE)
    supply.start()
    assert authority.asked.wait(5)
    assert supply.alive()
    assert not supply.ready()
    authority.is_here.set()
    eventually(supply.ready, timeout_s=5)
    supply.stop(5)


def test_one_that_never_had_keys_stops_too() -> None:
    supply = KeySupply(Authority(), AT_ONCE)
    supply.start()
    supply.stop(5)
    assert not supply.alive()
    assert not supply.ready()
