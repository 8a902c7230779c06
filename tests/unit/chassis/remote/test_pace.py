"""How the pace of a service is found that refuses what comes too fast."""

import pytest

from chassis.remote import Breaker, RemoteBusy
from chassis.remote.pace import LONGEST_TURN_S, Pace
from tests.fakes.clock import FakeClock

PATIENCE_S = 1.1
LEARNING = 40


class Rationed:
    """A service that answers so many calls a second, and a caller that always has more to ask."""

    def __init__(self, per_s: float) -> None:
        self.clock = FakeClock()
        self.breaker = Breaker("rationed", self.clock.monotonic)
        self.refusals: list[bool] = []
        self.per_s = per_s
        self._tokens, self._filled_at = 2.0, self.clock.monotonic()

    def call(self) -> None:
        try:
            self.clock.advance(self.breaker.enter())
        except RemoteBusy as busy:
            self.clock.advance(busy.retry_after_s)
            return
        now = self.clock.monotonic()
        self._tokens = min(2.0, self._tokens + (now - self._filled_at) * self.per_s)
        self._filled_at = now
        refused = self._tokens < 1
        self.refusals.append(refused)
        if refused:
            self.breaker.hold(PATIENCE_S)
        else:
            self._tokens -= 1
            self.breaker.answered()


@pytest.mark.parametrize("per_s", [0.2, 1.0, 5.0, 20.0])
def test_a_service_is_refused_hardly_ever_and_used_well(per_s: float) -> None:
    service = Rationed(per_s)
    while len(service.refusals) < LEARNING:
        service.call()
    began = service.clock.monotonic()
    while len(service.refusals) < LEARNING + 500:
        service.call()
    steady = service.refusals[LEARNING:]
    answered = (len(steady) - sum(steady)) / (service.clock.monotonic() - began)
    assert sum(steady) / len(steady) <= 0.1
    assert answered >= per_s / 3


def test_a_service_that_never_refuses_is_called_at_once() -> None:
    pace = Pace()
    for _ in range(100):
        assert pace.turn_s(0.0) == 0.0
        pace.answered()


def test_turns_come_one_after_the_other_and_far_ones_are_not_waited_for() -> None:
    pace = Pace()
    for _ in range(20):
        pace.refused()
    assert pace.turn_s(0.0) == 0.0
    with pytest.raises(RemoteBusy) as busy:
        pace.turn_s(0.0)
    assert busy.value.retry_after_s > LONGEST_TURN_S


def test_what_was_sent_before_a_refusal_and_is_refused_too_says_nothing_new() -> None:
    clock = FakeClock()
    breaker = Breaker("burst", clock.monotonic)
    for _ in range(16):
        breaker.hold(1.0)
    clock.advance(1.0)
    assert breaker.enter() == 0.0
    assert breaker.enter() <= 0.25
