"""How long calls take and how they end, on both sides."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from prometheus_client import Histogram

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 8.0)

SERVED = Histogram(
    "rostrum_rpc_server_duration_seconds", "Calls answered.", ["method", "code"], buckets=_BUCKETS
)
MADE = Histogram(
    "rostrum_rpc_client_duration_seconds",
    "Calls made.",
    ["method", "code"],
    buckets=_BUCKETS,
)


class Outcome:
    """How a call ended; INTERNAL until it is told otherwise."""

    def __init__(self) -> None:
        self.code = grpc.StatusCode.INTERNAL


@contextmanager
def measured(histogram: Histogram, method: str) -> Iterator[Outcome]:
    outcome = Outcome()
    begun = time.monotonic()
    try:
        yield outcome
    finally:
        histogram.labels(method, outcome.code.name).observe(time.monotonic() - begun)
