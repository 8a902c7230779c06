"""A small application that has one of everything the HTTP edge offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from flask import Flask, Response
from pydantic import Field

from chassis.clock import new_id
from chassis.errors import Conflict, Unauthenticated
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.web import (
    Body,
    Call,
    Description,
    Edge,
    ErrorShape,
    IdempotencyStore,
    Limit,
    Limits,
    Operation,
    PageQuery,
    Reply,
    ServerEvent,
    Site,
    StreamSlots,
    View,
    create_app,
    entity_tag,
)

TOKEN = "a-good-token"
DESCRIPTION = Description("things", "Things", "1", "Things to try.", "/v1/openapi.json", "/docs")


@dataclass(frozen=True)
class KnownUser:
    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    roles: tuple[str, ...] = ()
    scopes: frozenset[str] | None = None
    csrf: str | None = None


class OneToken:
    """Knows a token per user; every other is refused."""

    def __init__(self, **tokens: KnownUser) -> None:
        self.users = {TOKEN: known_user(), **{name.replace("_", "-"): user for name, user in tokens.items()}}

    def own(self, token: str, peer: str) -> str:
        return token

    def verify(self, token: str, *, writes: bool = True) -> KnownUser:
        if token not in self.users:
            raise Unauthenticated("the signature of this token is wrong in a way that must not be told")
        return self.users[token]


def known_user() -> KnownUser:
    return KnownUser(new_id(), new_id(), new_id())


class NewThing(Body):
    name: Annotated[str, Field(min_length=1, max_length=20)]
    count: int = Field(default=1, ge=0)
    price: float = 0.0


class ThingView(View):
    id: UUID
    name: str


class Events:
    def __init__(self, events: list[ServerEvent | None]) -> None:
        self.events = events
        self.closed = False

    def next(self, timeout_s: float) -> ServerEvent | None:
        return self.events.pop(0) if self.events else None

    def close(self) -> None:
        self.closed = True


class ThingDoor:
    """Keeps what it made, so that tests can count effects."""

    def __init__(self) -> None:
        self.made: list[UUID] = []
        self.during: Callable[[Call], None] = lambda call: None
        self.events: list[ServerEvent | None] = [ServerEvent("1", "state", {"n": 1}, last=True)]

    def create_thing(self, call: Call, body: NewThing) -> Reply:
        """Make a thing."""
        thing_id = call.resource_id()
        self.during(call)
        self.made.append(thing_id)
        view = ThingView(id=thing_id, name=body.name)
        return Reply(view, 201, {"Location": f"/v1/things/{thing_id}"})

    def upload_thing(self, call: Call) -> Reply:
        """Make a thing of its bytes."""
        size = sum(len(chunk) for chunk in call.chunks())
        call.settle(f"{size}")
        self.made.append(call.resource_id())
        return Reply(ThingView(id=call.resource_id(), name=f"{size} bytes"), 201)

    def list_things(self, call: Call, query: PageQuery) -> Reply:
        """List things."""
        return Reply(ThingView(id=new_id(), name=str(query.limit)), headers=call.next_link("more"))

    def get_thing(self, call: Call, thing_id: UUID) -> Reply:
        """Read a thing."""
        view = ThingView(id=thing_id, name="one")
        return Reply(view, etag=entity_tag(view.model_dump_json().encode()))

    def change_thing(self, call: Call, thing_id: UUID, body: NewThing) -> Reply:
        """Change a thing."""
        call.require_match("v1")
        return Reply(ThingView(id=thing_id, name=body.name), etag="v2")

    def delete_thing(self, call: Call, thing_id: UUID) -> Reply:
        """Fail in a way nobody foresaw."""
        raise ValueError("SELECT secret FROM /etc/passwd")

    def watch_thing(self, call: Call, thing_id: UUID) -> Response:
        """Follow a thing."""
        return call.stream(Events(self.events))

    def wait_for_thing(self, call: Call) -> Reply:
        """Wait."""
        with call.hold_slot():
            self.during(call)
        return Reply(ThingView(id=new_id(), name=str(call.wait_s)))

    def tell_thing(self, call: Call, body: NewThing) -> Response:
        """Make a thing and tell of it while it is made."""
        self.made.append(call.resource_id())
        return Response(part for part in (b"once", b" upon"))

    def refuse_thing(self, call: Call, body: NewThing) -> Reply:
        """Refuse."""
        raise Conflict("Not today.", retry_after_s=2.2)


def operations(door: ThingDoor) -> list[Operation]:
    thing = {200: ThingView}
    made = {201: ThingView}
    few = (Limit("create", 3),)
    return [
        Operation("POST", "/v1/things", door.create_thing, "Things", "user", made, few, idempotent=True),
        Operation(
            "POST", "/v1/uploads", door.upload_thing, "Things", "user", made,
            max_body=100_000, uploads=("audio/*",), idempotent=True,
        ),
        Operation("GET", "/v1/things", door.list_things, "Things", "anonymous", thing),
        Operation("GET", "/v1/things/{thing_id}", door.get_thing, "Things", "user", thing),
        Operation("PATCH", "/v1/things/{thing_id}", door.change_thing, "Things", "user", thing),
        Operation("DELETE", "/v1/things/{thing_id}", door.delete_thing, "Things", "user"),
        Operation("GET", "/v1/things/{thing_id}/events", door.watch_thing, "Things", "user"),
        Operation("GET", "/v1/wait", door.wait_for_thing, "Things", "anonymous", thing),
        Operation("POST", "/v1/tales", door.tell_thing, "Things", "user", idempotent=True),
        Operation("POST", "/v1/refusals", door.refuse_thing, "Things", "anonymous", idempotent=True),
    ]  # fmt: skip


def build(
    door: ThingDoor,
    *,
    verifier: OneToken | None = None,
    idempotency: IdempotencyStore | None = None,
    threads: int = 8,
    error_shapes: Mapping[str, ErrorShape] | None = None,
    site: Site | None = None,
) -> Flask:
    limits = Limits(MemoryRateLimiter())
    edge = Edge(verifier or OneToken(), new_id, StreamSlots(threads), b"secret" * 8, limits, idempotency)
    edge = replace(edge, site=site) if site else edge
    description = replace(DESCRIPTION, error_shapes=error_shapes or {})
    return create_app(description, operations(door), edge)
