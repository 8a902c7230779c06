"""Sessions that ended, as auth tells them: their access tokens are refused from then on."""

from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from uuid import UUID

from rostrum.auth.v1 import events_pb2 as auth

from chassis.identity import RevocationList
from chassis.messaging import CloudEvent, MessagingClient, Watch
from chassis.messaging.permissions import REVOCATION_FEED

SINCE = timedelta(minutes=11)
"""An access token lives ten minutes; older revocations concern none that is still valid."""
_LOOK_EVERY_S = 5.0
_FRESH_S = 30.0
"""The feed has a sign of life every few seconds; after this it has fallen silent."""


class RevocationFeed:
    """Keeps a process's list of revoked sessions up to date."""

    name = "revocations"

    def __init__(self, client: MessagingClient, revocations: RevocationList) -> None:
        self._client = client
        self._revocations = revocations
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        watch = self._client.watch(REVOCATION_FEED, SINCE, self._heard)
        self._thread = Thread(target=self._pass_on_contact, args=(watch,), name=self.name, daemon=True)
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(deadline_s)

    def alive(self) -> bool:
        return self._thread is not None and (self._thread.is_alive() or self._stopping.is_set())

    def ready(self) -> bool:
        """Also while it is silent: then sessions are asked for one by one."""
        return self.alive()

    def _heard(self, event: CloudEvent) -> None:
        self._revocations.revoke(UUID(event.parse(auth.SessionRevoked).session_id))

    def _pass_on_contact(self, watch: Watch) -> None:
        wait_s = 0.1
        while not self._stopping.wait(wait_s):
            contact = watch.last_contact()
            if contact is not None and monotonic() - contact < _FRESH_S:
                self._revocations.contact()
                wait_s = _LOOK_EVERY_S
