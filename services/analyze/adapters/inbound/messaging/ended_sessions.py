"""The feed of sessions that have ended, for the checks of access tokens."""

import threading
import time
from datetime import timedelta
from uuid import UUID

from rostrum.auth.v1 import events_pb2 as auth

from chassis.identity import RevocationList
from chassis.messaging import CloudEvent, MessagingClient, Watch

FILTER = "evt.auth.session.revoked.v1.*"
REPLAYED = timedelta(minutes=11)
"""A token lives 10 minutes: what was revoked earlier has expired by itself."""
_LOOK_S = 1.0
_FRESH_S = 10.0


class EndedSessions:
    """A component that keeps the list as fresh as the feed is."""

    def __init__(self, client: MessagingClient, revocations: RevocationList) -> None:
        self.name = "ended sessions"
        self._client = client
        self._revocations = revocations
        self._watch: Watch | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="ended-sessions", daemon=True)

    def start(self) -> None:
        self._watch = self._client.watch(FILTER, REPLAYED, self._revoke)
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    def alive(self) -> bool:
        return self._thread.is_alive()

    def ready(self) -> bool:
        """A silent feed makes tokens be checked at auth; it does not stop this service."""
        return self.alive()

    def _revoke(self, event: CloudEvent) -> None:
        self._revocations.revoke(UUID(event.parse(auth.SessionRevoked).session_id))

    def _follow(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            heard_at = self._watch.last_contact() if self._watch else None
            if heard_at is not None and time.monotonic() - heard_at < _FRESH_S:
                self._revocations.contact()
