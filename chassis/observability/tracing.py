"""Spans, and the W3C trace context that ties the spans of many processes together."""

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from chassis.observability.redaction import redact

_PROPAGATOR = TraceContextTextMapPropagator()


def tracer(name: str) -> Tracer:
    return trace.get_tracer(name)


def inject(headers: MutableMapping[str, str]) -> None:
    """Write the current trace context into headers, as `traceparent` and `tracestate`."""
    _PROPAGATOR.inject(headers)


def extract(headers: Mapping[str, str]) -> Context:
    """The trace context that headers carry; an empty one where they carry none or nonsense."""
    return _PROPAGATOR.extract(headers, context=Context())


@contextmanager
def span(
    name: str,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    parent: Context | None = None,
    attributes: Mapping[str, AttributeValue] | None = None,
) -> Iterator[Span]:
    """A span around the block, child of `parent` or else of the current one.

    An exception marks it as failed with its type only: messages may hold what traces must not.
    """
    clean = redact(attributes or {})
    with trace.get_tracer("rostrum").start_as_current_span(
        name,
        context=parent,
        kind=kind,
        attributes=clean if isinstance(clean, dict) else None,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            current.set_status(StatusCode.ERROR, type(error).__name__)
            raise


def trace_ids() -> dict[str, str]:
    """Trace id and span id of the current span in hexadecimal; empty outside of any."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {
        "trace_id": trace.format_trace_id(context.trace_id),
        "span_id": trace.format_span_id(context.span_id),
    }
