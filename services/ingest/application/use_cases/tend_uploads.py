"""Housekeeping: uploads that nobody goes on with."""

from contextlib import suppress

from chassis.errors import RostrumError
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.ports.uploads import UploadInventory
from services.ingest.application.use_cases.abandon_upload import AbandonUpload
from services.ingest.application.use_cases.finish_upload import FinishUpload


class TendUploads:
    """Finish the uploads that are complete and were left, and remove those that have expired.

    One that can't be finished is in nobody's way: it is tried again, until it expires.
    """

    def __init__(
        self, inventory: UploadInventory, finish: FinishUpload, abandon: AbandonUpload, clock: Clock
    ) -> None:
        self._inventory = inventory
        self._finish = finish
        self._abandon = abandon
        self._clock = clock

    def __call__(self) -> int:
        """How many were removed."""
        now = self._clock.now()
        for tenant_id, upload_id in self._inventory.unattended(now):
            with suppress(RostrumError):
                self._finish(tenant_id, upload_id)
        expired = self._inventory.expired(now)
        for tenant_id, upload_id in expired:
            with suppress(RostrumError):
                self._abandon(tenant_id, upload_id)
        return len(expired)
