"""How much waits for a service's consumers, as the broker counts it: what is stuck shows before users tell.

Whoever relays measures, with the service's own rights, so that it is seen also where no worker runs.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nats.aio.client import Client
from prometheus_client import Gauge

from chassis.clock import Clock, SystemClock
from chassis.errors import Unavailable
from chassis.messaging.client import MessagingClient
from chassis.messaging.topology import DLQ, Consumer
from chassis.periodic import Periodic

_EVERY_S = 10.0
_ANSWER_S = 2.0
_TIMEOUT_S = 10.0

_PENDING = Gauge("rostrum_consumer_pending", "Messages that no process has yet.", ["consumer", "stream"])
_IN_HAND = Gauge("rostrum_consumer_in_hand", "Messages that processes have in hand.", ["consumer", "stream"])
_REDELIVERED = Gauge(
    "rostrum_consumer_redelivered", "Of those in hand, such as were given out before.", ["consumer", "stream"]
)
_STALLED = Gauge(
    "rostrum_consumer_stalled_seconds",
    "Time since the consumer last finished a message, while some wait; 0 where none does.",
    ["consumer", "stream"],
)
_MESSAGES = Gauge("rostrum_stream_messages", "Messages that a stream holds.", ["stream"])
_BYTES = Gauge("rostrum_stream_bytes", "What they take on the broker's disk.", ["stream"])
_FILL = Gauge("rostrum_stream_fill_ratio", "How full a stream is; at 1 it refuses messages.", ["stream"])
_OLDEST = Gauge("rostrum_stream_oldest_seconds", "Age of the oldest message; 0 where none is.", ["stream"])
_HIDDEN = Gauge(
    "rostrum_stream_hidden_messages", "Messages of a work queue that none of its consumers knows.", ["stream"]
)
_DEAD_LETTERS = Gauge("rostrum_dead_letters", "Messages given up and not settled yet.", ["consumer"])

Answer = Mapping[str, Any]


class QueueGauges:
    """`consumers` are the service's own: of others' it may not ask."""

    def __init__(self, client: MessagingClient, consumers: Sequence[Consumer], clock: Clock) -> None:
        self._client = client
        self._consumers = consumers
        self._clock = clock
        self._moved_at = dict.fromkeys((consumer.name for consumer in consumers), clock.now())
        self._addressees = {consumer.name for consumer in consumers}

    def measure(self) -> bool:
        """False: there is no more of it until the next time."""
        if self._client.connected:
            self._client.run(self._measure(self._client.connection), _TIMEOUT_S)
        return False

    async def _measure(self, connection: Client) -> None:
        for stream in sorted({consumer.stream for consumer in self._consumers}):
            state = await _ask(connection, f"STREAM.INFO.{stream}")
            known = 0
            for consumer in self._consumers:
                if consumer.stream == stream:
                    known += self._tell_consumer(
                        consumer, await _ask(connection, f"CONSUMER.INFO.{stream}.{consumer.name}")
                    )
            self._tell_stream(stream, state, known)
        letters = f"dlq.{self._client.service}.>"
        self._tell_letters(await _ask(connection, f"STREAM.INFO.{DLQ.name}", subjects_filter=letters))

    def _tell_consumer(self, consumer: Consumer, info: Answer) -> int:
        """How many messages it has before it and in hand."""
        names = (consumer.name, consumer.stream)
        pending, in_hand = info["num_pending"], info["num_ack_pending"]
        _PENDING.labels(*names).set(pending)
        _IN_HAND.labels(*names).set(in_hand)
        _REDELIVERED.labels(*names).set(info["num_redelivered"])
        _STALLED.labels(*names).set(self._stalled_s(consumer.name, info, waits=pending + in_hand > 0))
        return int(pending + in_hand)

    def _stalled_s(self, consumer: str, info: Answer, *, waits: bool) -> float:
        """Since the last acknowledgement, or since the last time that nothing was there to acknowledge."""
        now, last = self._clock.now(), info["ack_floor"].get("last_active")
        if not waits:
            self._moved_at[consumer] = now
        elif last is not None:
            self._moved_at[consumer] = max(self._moved_at[consumer], datetime.fromisoformat(last))
        return max(0.0, (now - self._moved_at[consumer]).total_seconds())

    def _tell_stream(self, stream: str, info: Answer, known: int) -> None:
        state, config = info["state"], info["config"]
        _MESSAGES.labels(stream).set(state["messages"])
        _BYTES.labels(stream).set(state["bytes"])
        limits = ((state["messages"], config["max_msgs"]), (state["bytes"], config["max_bytes"]))
        _FILL.labels(stream).set(max(used / limit if limit > 0 else 0.0 for used, limit in limits))
        age = self._clock.now() - datetime.fromisoformat(state["first_ts"])
        _OLDEST.labels(stream).set(max(0.0, age.total_seconds()) if state["messages"] else 0.0)
        if config["retention"] == "workqueue":
            _HIDDEN.labels(stream).set(max(0, state["messages"] - known))

    def _tell_letters(self, info: Answer) -> None:
        """Subjects are `dlq.<service>.<consumer>.<tenant>`."""
        counts = dict.fromkeys(self._addressees, 0)
        for subject, count in (info["state"].get("subjects") or {}).items():
            consumer = subject.split(".")[2]
            counts[consumer] = counts.get(consumer, 0) + count
        self._addressees |= counts.keys()
        for consumer, count in counts.items():
            _DEAD_LETTERS.labels(consumer).set(count)


def queue_gauges(client: MessagingClient, consumers: Sequence[Consumer]) -> Periodic:
    """As a part of a process."""
    return Periodic("queue gauges", QueueGauges(client, consumers, SystemClock()).measure, _EVERY_S)


async def _ask(connection: Client, what: str, **about: str) -> Answer:
    """nats-py's own reading leaves out times that are needed here."""
    reply = await connection.request(f"$JS.API.{what}", json.dumps(about).encode(), timeout=_ANSWER_S)
    answer: Answer = json.loads(reply.data)
    if "error" in answer:
        raise Unavailable(f"the broker does not tell of {what}: {answer['error'].get('description')}")
    return answer
