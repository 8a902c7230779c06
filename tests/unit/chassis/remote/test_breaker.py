"""When a failing service is left alone, and how it is found again."""

from itertools import pairwise

import pytest

from chassis.remote import Breaker, RemoteBusy
from chassis.remote.breaker import OPENS_AFTER, PROBE_EVERY_S
from tests.fakes.clock import FakeClock


class Service:
    """A service that a test breaks and mends, called through a breaker twenty times a second."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.breaker = Breaker("some-service", self.clock.monotonic)
        self.works = True
        self.called_at: list[float] = []

    def call(self) -> bool:
        try:
            self.breaker.enter()
        except RemoteBusy:
            return False
        self.called_at.append(self.clock.monotonic())
        if self.works:
            self.breaker.answered()
        else:
            self.breaker.failed()
        return self.works

    def call_for(self, seconds: float) -> float | None:
        """The time until the first success."""
        for tick in range(round(seconds * 20)):
            self.clock.advance(0.05)
            if self.call():
                return (tick + 1) * 0.05
        return None


def test_a_service_that_fails_is_asked_a_few_times_and_then_once_in_a_while() -> None:
    service = Service()
    service.works = False
    assert service.call_for(60) is None
    assert len(service.called_at) <= 10 + 60 / PROBE_EVERY_S
    probes = service.called_at[OPENS_AFTER:]
    assert all(later - earlier >= PROBE_EVERY_S for earlier, later in pairwise(probes))


def test_it_is_found_soon_when_it_is_back() -> None:
    service = Service()
    service.works = False
    service.call_for(60)
    service.works = True
    back = service.call_for(60)
    assert back is not None
    assert back <= 10
    assert all(service.call() for _ in range(20))


def test_single_failures_are_no_reason() -> None:
    service = Service()
    for _ in range(20):
        service.works = not service.works
        service.call()
    assert len(service.called_at) == 20


def test_a_probe_goes_alone() -> None:
    service = Service()
    service.works = False
    for _ in range(OPENS_AFTER):
        service.call()
    service.clock.advance(PROBE_EVERY_S)
    service.breaker.enter()
    with pytest.raises(RemoteBusy) as busy:
        service.breaker.enter()
    assert 0 < busy.value.retry_after_s <= PROBE_EVERY_S


def test_a_service_that_asks_for_patience_gets_it_and_counts_as_well() -> None:
    service = Service()
    service.breaker.hold(30.0)
    with pytest.raises(RemoteBusy) as busy:
        service.breaker.enter()
    assert busy.value.retry_after_s == pytest.approx(30.0)
    service.clock.advance(30.0)
    assert service.call()


def test_those_that_are_held_back_come_one_after_the_other() -> None:
    service = Service()
    service.breaker.hold(30.0)
    waits = []
    for _ in range(100):
        with pytest.raises(RemoteBusy) as busy:
            service.breaker.enter()
        waits.append(busy.value.retry_after_s)
    assert waits == pytest.approx([30.0 + turn / 10 for turn in range(100)])


def test_nobody_is_sent_away_for_long_because_many_are() -> None:
    service = Service()
    service.breaker.hold(30.0)
    for _ in range(1000):
        with pytest.raises(RemoteBusy) as busy:
            service.breaker.enter()
    assert busy.value.retry_after_s == pytest.approx(60.0)
