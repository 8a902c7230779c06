"""Keeps a process's list of revoked sessions up to date from auth's events."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from chassis.identity import KEPT_S, RevocationList
from chassis.messaging import CloudEvent
from chassis.messaging.permissions import REVOCATION_FEED


class Feed(Protocol):
    """A running watch."""

    def last_contact(self) -> float | None: ...


class FeedSource(Protocol):
    """chassis.messaging.MessagingClient, as far as a feed needs it."""

    def watch(self, subject_filter: str, since: timedelta, handler: Callable[[CloudEvent], None]) -> Feed: ...


class RevocationFeed:
    """A component that starts the feed; the messaging client ends it.

    Always ready: while the feed is silent the list asks auth for each session instead.
    """

    name = "revocation feed"

    def __init__(self, source: FeedSource, revocations: RevocationList) -> None:
        self._source = source
        self._revocations = revocations

    def start(self) -> None:
        # What was revoked earlier than this concerns no token that is still valid.
        feed = self._source.watch(REVOCATION_FEED, timedelta(seconds=KEPT_S), self._revoke)
        self._revocations.follow(feed.last_contact)

    def stop(self, deadline_s: float) -> None:
        """The client that runs the watch outlives this component and cancels it."""

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True

    def _revoke(self, event: CloudEvent) -> None:
        # Read as JSON, like any subscriber may: wire types belong to the services.
        self._revocations.revoke(UUID(json.loads(event.data)["session_id"]))
