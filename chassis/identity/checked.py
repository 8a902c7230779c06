"""Tokens whose signatures were checked a moment ago: that costs as much as all the rest of a small read."""

import hashlib
import threading
from collections import OrderedDict

from chassis.clock import Clock
from chassis.identity.envelope import Verified

KEPT_S = 60.0
"""So long a token goes on after its key has left the set; expiry and revocation are looked at each time."""
_MAX_KEPT = 4096


class CheckedSignatures:
    """What tokens say, under the SHA-256 of their text, so that the memory holds no token; bounded."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, tuple[float, Verified]] = OrderedDict()

    def find(self, token: str) -> Verified | None:
        until, content = self._kept.get(_digest(token), (float("-inf"), None))
        return content if self._clock.monotonic() < until else None

    def keep(self, token: str, content: Verified) -> None:
        with self._lock:
            self._kept[_digest(token)] = (self._clock.monotonic() + KEPT_S, content)
            if len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
