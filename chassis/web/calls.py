"""What a handler is given (Call) and what it gives back (Reply)."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from flask import Request, Response
from pydantic import BaseModel

from chassis.errors import Unauthenticated
from chassis.idempotency import LEASE_S
from chassis.web import conditional, prefer
from chassis.web.idempotency import IdempotentCall
from chassis.web.incoming import TOKEN_REFUSED
from chassis.web.streams import EventSource, StreamSlots, StreamTimes, event_stream

CHUNK_BYTES = 256 * 1024


class Caller(Protocol):
    """Who calls; chassis.identity.Principal is one."""

    @property
    def user_id(self) -> UUID: ...
    @property
    def tenant_id(self) -> UUID: ...
    @property
    def session_id(self) -> UUID: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def scopes(self) -> Set[str] | None: ...
    @property
    def csrf(self) -> str | None: ...


@dataclass(frozen=True)
class Reply:
    """A success. `etag` is a strong tag, unquoted; GET then answers If-None-Match by itself."""

    body: BaseModel | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    cookies: Sequence[str] = field(default=(), repr=False)
    """Set-Cookie headers."""

    def to_response(self) -> Response:
        if self.body is None:
            response = Response(status=204 if self.status == 200 else self.status)
            response.headers.pop("Content-Type", None)
        else:
            content = self.body.model_dump_json(by_alias=True)
            response = Response(content, status=self.status, content_type="application/json")
        response.headers.update(self.headers)
        for cookie in self.cookies:
            response.headers.add("Set-Cookie", cookie)
        if self.etag:
            response.set_etag(self.etag)
        return response


@dataclass(frozen=True)
class Call:
    """One request, as far as a handler may see it."""

    request: Request
    request_id: str
    peer: str
    slots: StreamSlots
    new_id: Callable[[], UUID]
    principal: Caller | None = None
    token: str | None = None
    recheck: Callable[[], None] = lambda: None
    idempotency: IdempotentCall | None = None

    @property
    def user(self) -> Caller:
        """The caller of an operation whose policy is `user`."""
        if self.principal is None:
            raise Unauthenticated(TOKEN_REFUSED)
        return self.principal

    def resource_id(self) -> UUID:
        """The id that a created resource must have: a retry with the same Idempotency-Key gets the same."""
        return self.idempotency.resource_id if self.idempotency else self.new_id()

    @property
    def replaying(self) -> bool:
        """An upload with this Idempotency-Key is done already: hash the body, then call `settle`."""
        return self.idempotency is not None and self.idempotency.replaying

    def settle(self, fingerprint: str) -> None:
        """Of an upload, once its fields and body hash are known: ends a repetition with the stored answer."""
        if self.idempotency:
            self.idempotency.settle(fingerprint.encode())

    def chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The raw body, piece by piece as it arrives; beyond `max_body` it is a 413."""
        renewed = time.monotonic()
        while chunk := self.request.stream.read(size):
            if self.idempotency and time.monotonic() - renewed > LEASE_S / 3:
                renewed = time.monotonic()
                self.idempotency.renew()
            yield chunk

    @property
    def wait_s(self) -> int | None:
        """Seconds of `Prefer: wait=N` that are honoured, at most 60."""
        return prefer.wait_s(self.request.headers.get("Prefer"))

    def hold_slot(self) -> AbstractContextManager[None]:
        """Take it before waiting: raises Unavailable when too many calls wait already."""
        return self.slots.hold()

    def stream(self, source: EventSource, times: StreamTimes | None = None) -> Response:
        return event_stream(source, self.slots, recheck=self.recheck, times=times)

    @property
    def last_event_id(self) -> str | None:
        return self.request.headers.get("Last-Event-ID")

    def require_match(self, etag: str) -> None:
        """Raises PreconditionFailed when If-Match names another version."""
        conditional.require_match(self.request, etag)

    def next_link(self, next_cursor: str | None) -> dict[str, str]:
        """The Link header of a page that has a successor."""
        if next_cursor is None:
            return {}
        query = [(name, value) for name, value in self.request.args.items(multi=True) if name != "cursor"]
        target = f"{self.request.path}?{urlencode([*query, ('cursor', next_cursor)])}"
        return {"Link": f'<{target}>; rel="next"'}


def canonical(values: Mapping[str, object] | Sequence[object]) -> str:
    """One text for equal values, to be hashed into a fingerprint."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
