"""Opaque, signed cursors: a client can hand one back, and can neither read a promise into it nor forge it."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from chassis.errors import InvalidInput

_REFUSED = "The cursor is not one of this list: start again without it."


class Cursors:
    """Signs where a page ended. `scope` binds a cursor to its list and tenant, so it opens no other."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encode(self, scope: str, position: Mapping[str, str | int]) -> str:
        return str(self._serializer(scope).dumps(dict(position)))

    def decode(self, scope: str, cursor: str) -> dict[str, str | int]:
        try:
            position = self._serializer(scope).loads(cursor)
        except (BadData, UnicodeError):
            raise InvalidInput(_REFUSED, code="invalid_cursor") from None
        if not isinstance(position, dict):
            raise InvalidInput(_REFUSED, code="invalid_cursor")
        return position

    def _serializer(self, scope: str) -> URLSafeSerializer:
        signer = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self._key, salt=f"rostrum.cursor.{scope}", signer_kwargs=signer)


class Pages:
    """Cursors of lists whose items are in the order of their ids: they hold the id where a page ended."""

    def __init__(self, key: bytes) -> None:
        self._cursors = Cursors(key)

    def after(self, scope: str, cursor: str | None) -> UUID | None:
        """Raises InvalidInput for a cursor of another list."""
        if cursor is None:
            return None
        try:
            return UUID(str(self._cursors.decode(scope, cursor).get("after")))
        except ValueError:
            raise InvalidInput(_REFUSED, code="invalid_cursor") from None

    def cursor(self, scope: str, after: UUID | None) -> str | None:
        return self._cursors.encode(scope, {"after": str(after)}) if after else None
