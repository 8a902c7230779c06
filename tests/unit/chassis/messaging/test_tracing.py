"""A trace goes on across the broker: the handler runs in the trace that the event was made in."""

from dataclasses import replace

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from chassis.clock import SystemClock
from chassis.messaging import Consumer, to_wire
from chassis.messaging.events import current_trace
from chassis.messaging.handling import Handling, Received
from tests.builders.consuming import Recorder
from tests.builders.events import an_event


def test_the_handler_continues_the_publishers_trace() -> None:
    tracer = TracerProvider().get_tracer("test")
    with tracer.start_as_current_span("request") as span:
        expected = span.get_span_context().trace_id
        event = replace(an_event(), trace=current_trace())
    seen: list[int] = []
    recorder = Recorder(lambda _: seen.append(trace.get_current_span().get_span_context().trace_id))
    handling = Handling(
        Consumer("a", "transcribe", ("evt.>",)), recorder.take, recorder.give_up, SystemClock()
    )
    handling.process(Received(to_wire(event), 1, 1))
    assert seen == [expected]


def test_without_a_span_there_is_no_trace_header() -> None:
    assert current_trace() == {}
    assert "traceparent" not in to_wire(an_event()).headers
