"""Erasing what is kept here, for good."""

from typing import Protocol
from uuid import UUID

from services.report.application.ports.messages import Cause, Message
from services.report.domain.events import RecordingPurged, TenantPurged


class Eraser(Protocol):
    """Each call is one transaction: tombstone, erasure, receipt and cause together, once a cause."""

    def erase_recording(self, tenant_id: UUID, receipt: RecordingPurged, cause: Cause) -> None:
        """Nothing of the recording is kept, and late results for it are refused."""

    def erase_tenant(self, receipt: TenantPurged, cause: Cause) -> None:
        """Nothing of the tenant is kept, and late results for it are refused."""


class DeadLetters(Protocol):
    """Messages about deletions and cancellations that could not be handled, kept for operators."""

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        """Writes the dead letter, the same one once. Its cause stays open, so that it can be sent again."""
