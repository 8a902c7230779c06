"""A user was deleted: everything of the tenant goes."""

from uuid import UUID

from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Cause, Transactions
from services.ingest.domain.events import TenantPurged
from services.ingest.domain.recording import tenant_folder


class PurgeTenant:
    """Erase every row and blob of a tenant and confirm it.

    - What others have shared with the user as their coach is shared no more.
    - The rows go first and a tombstone stays, so that uploads under way and late results are refused;
      only then the blobs, so that none is added behind our back.
    - The receipt is sent when all is gone, once. A crash on the way repeats from the start.
    """

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def __call__(self, cause: Cause, user_id: UUID) -> None:
        tenant_id = cause.tenant_id
        self._transactions.shared.forget(user_id)
        with self._transactions.begin(tenant_id) as transaction:
            transaction.erasures.bury_tenant()
        self._blobs.erase(tenant_folder(tenant_id))
        with self._transactions.begin(tenant_id) as transaction:
            if transaction.first_time(cause):
                transaction.announce(TenantPurged(tenant_id))
