"""The feed of revoked sessions, so that an access token ends here when its session does."""

from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

from rostrum.auth.v1 import events_pb2 as auth

from chassis.identity import MAX_ACCESS_LIFE_S, RevocationList
from chassis.messaging import CloudEvent, MessagingClient, Watch
from chassis.messaging.permissions import REVOCATION_FEED

_SINCE = timedelta(seconds=MAX_ACCESS_LIFE_S + 60)
"""Older revocations are of tokens that have expired."""
_TELL_S = 1.0


class EndedSessions:
    """Feeds the list of revocations, and tells it while the feed is known to miss nothing."""

    name = "ended sessions"

    def __init__(self, client: MessagingClient, revocations: RevocationList) -> None:
        self._client = client
        self._revocations = revocations
        self._watch: Watch | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="ended-sessions", daemon=True)

    def start(self) -> None:
        self._watch = self._client.watch(REVOCATION_FEED, _SINCE, self._revoke)
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    def alive(self) -> bool:
        return self._thread.is_alive()

    def ready(self) -> bool:
        """Without the feed, auth is asked instead."""
        return True

    def _revoke(self, event: CloudEvent) -> None:
        self._revocations.revoke(UUID(event.parse(auth.SessionRevoked).session_id))

    def _run(self) -> None:
        told: float | None = None
        while not self._stopping.wait(_TELL_S):
            heard = self._watch.last_contact() if self._watch else None
            if heard is not None and heard != told:
                told = heard
                self._revocations.contact()
