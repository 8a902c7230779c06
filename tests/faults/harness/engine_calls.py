"""What an engine was asked for, from its own side: each call names its work, the same in every try."""

from collections import Counter
from collections.abc import Collection

from tests.builders.remote_servers import Received, RemoteServer

KEY = "Idempotency-Key"
"""The adapter's header: the id of the recording, a slash, and attempt, piece and engine."""


def recognitions(engine: RemoteServer) -> list[Received]:
    """Every call that sent audio, in the order of arrival, whatever came of it."""
    return [received for received in tuple(engine.received) if received.headers.get(KEY)]


def calls_per_key(engine: RemoteServer, recording_ids: Collection[str]) -> Counter[str]:
    """How often each piece of work of these recordings was sent."""
    wanted = set(recording_ids)
    keys = [str(received.headers[KEY]) for received in recognitions(engine)]
    return Counter(key for key in keys if key.partition("/")[0] in wanted)


def repeated(calls: Counter[str]) -> int:
    """Calls beyond the first for each key."""
    return calls.total() - len(calls)
