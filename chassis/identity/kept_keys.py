"""A set of public keys that somebody else publishes: fetched, kept, and fetched again when it may be old."""

import re
import threading
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import structlog

from chassis.clock import Clock
from chassis.errors import RostrumError, Unavailable
from chassis.identity.envelope import TokenRefused

_RETRY_S = 30.0
"""While the source is down, known keys stay in use and the source is asked this often. Who has none yet asks
more often, and says no more often that it failed."""

logger = structlog.stdlib.get_logger(__name__)
Key = TypeVar("Key")


class KeptKeys(Generic[Key]):
    """Keys by id. `fetch` answers with the document that publishes them, and must not wait long; `parse`
    reads it, or raises ValueError; `ids` is what an id may look like.

    The set is fetched again when it is `refresh_s` old, and for an unknown id at most every
    `unknown_s`: made-up ids must not become load on the issuer. Who calls `prepare` first spares the first
    callers the wait.
    """

    def __init__(
        self,
        fetch: Callable[[], str],
        parse: Callable[[str], Mapping[str, Key]],
        clock: Clock,
        *,
        ids: re.Pattern[str],
        refresh_s: float = 300.0,
        unknown_s: float = 2.0,
    ) -> None:
        self._fetch = fetch
        self._parse = parse
        self._clock = clock
        self._ids = ids
        self._refresh_s = refresh_s
        self._unknown_s = unknown_s
        self._lock = threading.Lock()
        self._keys: Mapping[str, Key] | None = None
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._told_at = float("-inf")

    def prepare(self) -> bool:
        """Fetch the first set, unless there is one; whether there is one now."""
        with self._lock:
            if self._keys is None:
                self._refresh()
            return self._keys is not None

    def find(self, kid: object) -> Key:
        """The key of an id; TokenRefused where there is none, Unavailable where no set was ever had."""
        if not isinstance(kid, str) or not self._ids.fullmatch(kid):
            raise TokenRefused("not a key id")
        if not self._has(kid) or self._due(kid):
            with self._lock:  # whose key is being fetched waits for it
                if self._due(kid):
                    self._refresh()
        if self._keys is None:
            raise Unavailable("Access tokens can't be checked just now.", retry_after_s=self._unknown_s)
        if kid not in self._keys:
            raise TokenRefused("unknown key id")
        return self._keys[kid]

    def _has(self, kid: str) -> bool:
        return self._keys is not None and kid in self._keys

    def _due(self, kid: str) -> bool:
        now = self._clock.monotonic()
        if not self._has(kid):
            return now - self._tried_at >= self._unknown_s
        return now - self._fetched_at >= self._refresh_s and now - self._tried_at >= _RETRY_S

    def _refresh(self) -> None:
        self._tried_at = self._clock.monotonic()
        try:
            self._keys = self._parse(self._fetch())
        except (RostrumError, ValueError, OSError) as error:
            self._tell(error)
        else:
            self._fetched_at = self._tried_at

    def _tell(self, error: Exception) -> None:
        if self._tried_at - self._told_at >= _RETRY_S:
            self._told_at = self._tried_at
            logger.warning("signing_keys_not_fetched", error=type(error).__name__)
