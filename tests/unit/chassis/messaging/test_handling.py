"""A message's whole way without a broker: attempts are counted, waits are not, nothing is raised."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from chassis.errors import InvalidInput, RateLimited, Unavailable
from chassis.messaging import Consumer, RetryLater, WireMessage, to_wire
from chassis.messaging.handling import Handling, Received, Settlement
from tests.builders.consuming import Recorder
from tests.builders.events import an_event

CONSUMER = Consumer("transcribe-x", "transcribe", ("evt.>",))
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class FixedClock:
    def now(self) -> datetime:
        return NOW


def _handling(recorder: Recorder) -> Handling:
    return Handling(CONSUMER, recorder.take, recorder.give_up, FixedClock())


def _raising(*errors: Exception | None) -> Recorder:
    """Raises these in turn."""
    queue = list(errors)

    def handle(_: object) -> None:
        error = queue.pop(0)
        if error is not None:
            raise error

    return Recorder(handle)


MESSAGE = to_wire(an_event())


def _process(handling: Handling, deliveries: int, waits: int = 0) -> Settlement:
    return handling.process(Received(MESSAGE, stream_sequence=7, deliveries=deliveries, waits=waits))


def test_a_crash_counts_as_an_attempt_though_nobody_saw_it_end() -> None:
    recorder = Recorder()
    settlement = _process(_handling(recorder), 6)
    assert settlement.verdict.action == "give_up"
    assert recorder.deliveries == []
    assert (recorder.given_up[0].code, recorder.given_up[0].attempts) == ("attempts_exhausted", 5)


def test_waits_are_not_attempts() -> None:
    recorder = _raising(*[Unavailable("away")] * 6, ValueError(), None)
    handling = _handling(recorder)
    actions = [_process(handling, 1, waits).verdict.action for waits in range(7)]
    actions.append(_process(handling, 2).verdict.action)
    assert actions == ["wait"] * 6 + ["retry", "ack"]
    assert recorder.given_up == []


@pytest.mark.parametrize("error", [Unavailable("the store is away"), RateLimited("x"), RetryLater(3)])
def test_a_wait_is_told_in_one_line_and_a_fault_with_its_traceback(error: Exception) -> None:
    handling = _handling(_raising(error, ValueError()))
    with capture_logs() as said:
        _process(handling, 1)
        _process(handling, 2)
    wait, fault = said
    assert (wait["event"], wait["attempt"]) == ("message_waits", 1)
    assert wait["reason"]
    assert "exc_info" not in wait
    assert isinstance(fault["exc_info"], ValueError)


def test_an_outage_pauses_fetching_and_a_bad_message_does_not() -> None:
    handling = _handling(_raising(Unavailable("away"), ValueError()))
    assert _process(handling, 1).pause_s > 0
    assert _process(handling, 2).pause_s == 0


def test_a_given_up_message_whose_commit_fails_comes_again() -> None:
    recorder = _raising(InvalidInput("bad"), InvalidInput("bad"))
    recorder.give_up_failures = 1
    handling = _handling(recorder)
    assert [_process(handling, n).verdict.action for n in (1, 2)] == ["wait", "give_up"]


def test_the_same_delivery_has_the_same_dead_letter() -> None:
    recorder = _raising(InvalidInput("bad"), InvalidInput("bad"))
    handling = _handling(recorder)
    for _ in range(2):
        _process(handling, 1)
    first, second = recorder.given_up
    assert first.event.id == second.event.id


def test_an_unreadable_message_never_reaches_the_handler() -> None:
    recorder = Recorder()
    message = WireMessage("evt.ingest.recording.received.v1.x", {}, b"x" * 1_000_000)
    settlement = _handling(recorder).process(Received(message, 7, 1))
    assert settlement.letter is not None
    assert settlement.letter.subject == "dlq.transcribe.transcribe-x.unknown"
    assert settlement.letter.size() < 1_000_000
    assert recorder.deliveries == []
    assert recorder.given_up == []
