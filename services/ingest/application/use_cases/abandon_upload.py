"""A client does not want to go on with an upload."""

from contextlib import suppress
from uuid import UUID

from chassis.errors import Unavailable
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Transactions
from services.ingest.domain.resumable import upload_folder
from services.ingest.domain.upload_errors import no_such_upload


class AbandonUpload:
    """Forget an upload and what of it has arrived; a recording that it became stays."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def __call__(self, tenant_id: UUID, upload_id: UUID) -> None:
        with self._transactions.begin(tenant_id) as transaction:
            if not transaction.uploads.remove(upload_id):
                raise no_such_upload()
        with suppress(Unavailable):  # the sweeper finds what stays
            self._blobs.erase(upload_folder(tenant_id, upload_id))
