"""The dead letters as operators see them: chosen, looked at, sent again, discarded.

What is settled leaves the box, so that the box is what is still to be looked at; who settled it, when and why
is kept in a stream of its own.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext
from nats.js.errors import BadRequestError, NotFoundError

from chassis.errors import NotFound, Unavailable
from chassis.messaging.client import MessagingClient
from chassis.messaging.dead_letters import StoredDeadLetter, stored_letter
from chassis.messaging.topology import DLQ, DLQ_LOG, Stream
from chassis.messaging.wire import CONTENT_TYPE, MSG_ID, WireMessage

REPLAYED, DISCARDED = "replayed", "discarded"
_TIMEOUT_S = 30.0
_FETCH_S = 2.0
_BATCH = 20
"""Letters hold whole messages, of up to a megabyte."""
_IDLE_S = 300.0
"""After it the server forgets a reader that has ended without a word."""
_NO_SUCH_SEQUENCE = 10043
"""An error code of nats-server's."""

Pull = JetStreamContext.PullSubscription


@dataclass(frozen=True)
class Choice:
    """Which letters: all, unless something is said. A `*` stands for any service, consumer or tenant."""

    service: str = "*"
    consumer: str = "*"
    tenant: str = "*"
    code: str = ""
    before: datetime | None = None
    since: datetime | None = None

    @property
    def subject(self) -> str:
        return f"{DLQ.subjects[0].removesuffix('>')}{self.service}.{self.consumer}.{self.tenant}"

    def includes(self, letter: StoredDeadLetter) -> bool:
        """What the server can't tell by the subject."""
        too_late = self.before is not None and letter.time > self.before
        too_early = self.since is not None and letter.time < self.since
        return self.code in ("", letter.code) and not too_late and not too_early


EVERYTHING = Choice()


@dataclass(frozen=True)
class Settled:
    """What became of a letter. `event_id` is empty where the message was no event."""

    action: str
    reason: str
    by: str
    time: datetime
    sequence: int
    address: str
    code: str
    event_id: str


class LetterBox:
    """Needs the administrator's user. `by` is who acts, for the log."""

    def __init__(self, client: MessagingClient, by: str) -> None:
        self._client = client
        self._by = by

    def letters(self, choice: Choice = EVERYTHING) -> Iterator[StoredDeadLetter]:
        """The oldest ones first, as many as there are when it begins."""
        for sequence, time, address, data in self._stored(DLQ, choice.subject):
            letter = stored_letter(sequence, time, address, data)
            if choice.includes(letter):
                yield letter

    def find(self, sequence: int) -> StoredDeadLetter:
        """Raises NotFound where none has the number."""
        try:
            found = self._client.run(self._client.jetstream.get_msg(DLQ.name, sequence), _TIMEOUT_S)
        except NotFoundError:
            raise NotFound(f"there is no dead letter {sequence}") from None
        assert found.time is not None, "the server tells it of every message"
        return stored_letter(sequence, found.time, found.subject or "", found.data or b"")

    def counts(self, choice: Choice = EVERYTHING) -> dict[tuple[str, str], int]:
        """By consumer and code."""
        return Counter((consumer_of(letter.address), letter.code) for letter in self.letters(choice))

    def replay(self, letter: StoredDeadLetter, reason: str = "") -> None:
        """Sends the refused message again, for every consumer of its subject: those that have handled it know
        it by its event id. Interrupted, it may be done again."""
        headers = {**letter.headers, MSG_ID: f"replay-{letter.sequence}"}
        self._publish(WireMessage(letter.subject, headers, letter.data))
        self._settle(letter, REPLAYED, reason)

    def discard(self, letter: StoredDeadLetter, reason: str) -> None:
        self._settle(letter, DISCARDED, reason)

    def log(self) -> Iterator[Settled]:
        """What became of those that have left the box, the oldest first."""
        for _, time, _, data in self._stored(DLQ_LOG, DLQ_LOG.subjects[0]):
            yield Settled(time=time, **json.loads(data))

    def _settle(self, letter: StoredDeadLetter, action: str, reason: str) -> None:
        content = {
            "action": action,
            "reason": reason,
            "by": self._by,
            "sequence": letter.sequence,
            "address": letter.address,
            "code": letter.code,
            "event_id": letter.headers.get("ce-id", ""),
        }
        headers = {MSG_ID: f"{action}-{letter.sequence}", "Content-Type": CONTENT_TYPE}
        subject = f"dlq-log.{action}.{letter.address.removeprefix('dlq.')}"
        self._publish(WireMessage(subject, headers, json.dumps(content).encode()))
        try:
            self._client.run(self._client.jetstream.delete_msg(DLQ.name, letter.sequence), _TIMEOUT_S)
        except BadRequestError as error:
            if error.err_code != _NO_SUCH_SEQUENCE:  # or somebody else has settled it meanwhile
                raise

    def _publish(self, message: WireMessage) -> None:
        if self._client.publish_groups([[message]]) != [1]:
            raise Unavailable("the message broker does not store the message just now", retry_after_s=1.0)

    def _stored(self, stream: Stream, subject: str) -> Iterator[tuple[int, datetime, str, bytes]]:
        """Sequence, time, subject and content of each message."""
        jetstream = self._client.jetstream
        pull, left = self._client.run(_reader(jetstream, stream.name, subject), _TIMEOUT_S)
        try:
            while left > 0:
                messages = self._client.run(_fetch(pull, min(_BATCH, left)), _TIMEOUT_S)
                for message in messages:
                    metadata = message.metadata
                    yield metadata.sequence.stream, metadata.timestamp, message.subject, message.data
                left = left - len(messages) if messages else 0
        finally:
            self._client.run(pull.unsubscribe(), _TIMEOUT_S)


def consumer_of(address: str) -> str:
    """Who gave the message up, from `dlq.<service>.<consumer>.<tenant>`."""
    return address.split(".")[2]


async def _reader(jetstream: JetStreamContext, stream: str, subject: str) -> tuple[Pull, int]:
    """A consumer of our own, and how many messages it has before it."""
    config = ConsumerConfig(
        filter_subject=subject,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.NONE,
        inactive_threshold=_IDLE_S,
        mem_storage=True,
    )
    info = await jetstream.add_consumer(stream, config)
    return await jetstream.pull_subscribe_bind(consumer=info.name, stream=stream), info.num_pending or 0


async def _fetch(pull: Pull, count: int) -> list[Msg]:
    """Nothing where the rest was settled by somebody else meanwhile."""
    try:
        return list(await pull.fetch(count, timeout=_FETCH_S))
    except TimeoutError:
        return []
