"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a creating POST that may be sent again.

A claim is taken before the work and carries the id that the new resource will have, so a retry after a
crash makes the same resource and not a second one. What an operation returns is stored for 24 hours;
what it raises is not: nothing was made, and the same key may be used again.
"""

import hashlib
import hmac
import re
from uuid import UUID

from flask import Response

from chassis.errors import Conflict, InvalidInput, Malformed
from chassis.idempotency import Claim, IdempotencyStore, Scope, StoredResponse

ANONYMOUS_TENANT = UUID(int=0)
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_STORED_HEADERS = ("Content-Type", "Location", "ETag", "Link")


class Replayed(Exception):
    """The stored answer of the first request takes the place of a second execution."""

    def __init__(self, response: StoredResponse) -> None:
        super().__init__()
        self.stored = response

    def to_response(self) -> Response:
        response = Response(self.stored.body, status=self.stored.status)
        response.headers.update(self.stored.headers)
        response.headers["Idempotent-Replayed"] = "true"
        return response


class IdempotentCall:
    """The claim of one request, from before its work to after it."""

    def __init__(self, store: IdempotencyStore, claim: Claim, secret: bytes) -> None:
        self._store = store
        self._claim = claim
        self._secret = secret
        self._fingerprint = claim.fingerprint if claim.state == "new" else None

    @classmethod
    def begin(
        cls, store: IdempotencyStore, key: str, scope: Scope, *, secret: bytes, content: bytes | None
    ) -> "IdempotentCall":
        """Claims the key; raises Conflict while the first request runs, Replayed when it is done."""
        if not _KEY.fullmatch(key):
            raise Malformed("Idempotency-Key takes 1 to 255 visible ASCII characters.")
        fingerprint = None if content is None else _fingerprint(secret, content)
        call = cls(store, store.claim(key, scope, fingerprint), secret)
        call._refuse_others()
        if content is not None and call.replaying:
            call.settle(content)
        return call

    @property
    def replaying(self) -> bool:
        """The first request is done: only its body's hash is still to be compared."""
        return self._claim.state == "done"

    @property
    def resource_id(self) -> UUID:
        return self._claim.resource_id

    def settle(self, content: bytes) -> None:
        """Tells what the request was; of a second one raises Replayed, or InvalidInput where it differs."""
        fingerprint = _fingerprint(self._secret, content)
        if self.replaying:
            if not hmac.compare_digest(fingerprint, self._claim.fingerprint or ""):
                raise _mismatch()
            assert self._claim.response is not None
            raise Replayed(self._claim.response)
        self._fingerprint = fingerprint

    def renew(self) -> None:
        """Raises Conflict where the claim was taken over: two must not make one resource side by side."""
        if not self.replaying and not self._store.renew(self._claim):
            raise _in_use()

    def complete(self, response: Response) -> None:
        headers = {name: response.headers[name] for name in _STORED_HEADERS if name in response.headers}
        stored = StoredResponse(response.status_code, headers, response.get_data())
        self._store.complete(self._claim, self._fingerprint or "", stored)

    def release(self, *, forget: bool) -> None:
        if not self.replaying:
            self._store.release(self._claim, forget=forget)

    def _refuse_others(self) -> None:
        if self._claim.state == "running":
            raise _in_use()
        if self._claim.state == "mismatch":
            raise _mismatch()


def _fingerprint(secret: bytes, content: bytes) -> str:
    """Keyed, so that a stored fingerprint of a password can't be guessed at."""
    return hmac.new(secret, content, hashlib.sha256).hexdigest()


def _in_use() -> Conflict:
    return Conflict(
        "The first request with this Idempotency-Key is still running.",
        code="idempotency_key_in_use",
        retry_after_s=1,
        retryable=True,
    )


def _mismatch() -> InvalidInput:
    return InvalidInput(
        "This Idempotency-Key was used with another request: take a new key.", code="idempotency_key_reused"
    )
