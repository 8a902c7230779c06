"""Opaque, signed cursors: a client can hand one back, and can neither read a promise into it nor forge it."""

import hashlib
from collections.abc import Mapping

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
