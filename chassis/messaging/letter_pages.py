"""How dead letters are shown to people: in a table, or one with everything that may be shown."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from chassis.messaging.dead_letters import StoredDeadLetter
from chassis.messaging.letter_box import Settled, consumer_of
from chassis.observability.redaction import redact, scrub

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_SHOWN_BYTES = 500
"""Of what is no JSON."""


def line_of(letter: StoredDeadLetter, now: datetime) -> str:
    """Two lines: which it is, and why."""
    tenant = letter.address.rpartition(".")[2]
    head = f"{letter.sequence:>6}  {age(letter.time, now):>7}  {consumer_of(letter.address)}  tenant {tenant}"
    return f"{head}\n{'':17}{letter.code} after {letter.attempts} attempts: {_shown(letter.detail)}"


def page_of(letter: StoredDeadLetter, now: datetime) -> str:
    """All of it, without what looks like a secret."""
    _, service, consumer, tenant = letter.address.split(".")
    facts = {
        "service": service,
        "consumer": consumer,
        "tenant": tenant,
        "given up": f"{letter.time:%Y-%m-%d %H:%M:%S} UTC, {age(letter.time, now)} ago",
        "attempts": str(letter.attempts),
        "code": letter.code,
        "reason": letter.detail,
        "subject": letter.subject,
    }
    lines = [f"dead letter {letter.sequence}", *_listed(facts), "", "headers", *_listed(letter.headers)]
    return "\n".join([*lines, "", "data", content_of(letter.data)])


def content_of(data: bytes) -> str:
    """Events are the JSON of their protobuf message; of anything else the beginning."""
    try:
        return json.dumps(redact(json.loads(data)), indent=2)
    except (ValueError, RecursionError):
        return f"{len(data)} bytes that are no JSON: {scrub(ascii(data[:_SHOWN_BYTES]))}"


def count_lines(counts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """The most frequent first."""
    for (consumer, code), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>6}  {consumer}  {code}"


def settled_line(settled: Settled) -> str:
    what = f"{settled.action} {settled.sequence}  {consumer_of(settled.address)}  {settled.code}"
    reason = f": {_shown(settled.reason)}" if settled.reason else ""
    return f"{settled.time:%Y-%m-%d %H:%M:%S}  {settled.by}  {what}{reason}"


def age(then: datetime, now: datetime) -> str:
    """In its largest unit, rounded down."""
    seconds = max(0, int((now - then).total_seconds()))
    size, unit = next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])
    return f"{seconds // size} {unit}"


def _listed(facts: Mapping[str, str]) -> Iterator[str]:
    return (f"  {name:<20} {_shown(value)}" for name, value in facts.items())


def _shown(text: str) -> str:
    """Without secrets, and without what would move a terminal's cursor."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in scrub(text))
