"""Logs, traces and metrics, the same in every process.

Logs are JSON lines on stderr, redacted, with the ids of the trace they belong to. Traces are
OpenTelemetry's, carried as W3C trace context in any mapping of strings: HTTP headers, gRPC metadata,
NATS headers. Metrics are Prometheus', declared by their owners with the prefix `rostrum_`.
"""

from chassis.observability.logs import configure_logs
from chassis.observability.redaction import REDACTED, redact
from chassis.observability.setup import Observability, setup
from chassis.observability.tracing import extract, inject, span, trace_ids, tracer

__all__ = [
    "REDACTED",
    "Observability",
    "configure_logs",
    "extract",
    "inject",
    "redact",
    "setup",
    "span",
    "trace_ids",
    "tracer",
]
