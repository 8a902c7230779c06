"""A client asks where its upload stands."""

from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.use_cases.finish_upload import FinishUpload
from services.ingest.domain.resumable import ResumableUpload
from services.ingest.domain.upload_errors import no_such_upload


class FindUpload:
    """How much of an upload is stored durably; one that has expired is not there any more.

    Where all of it is and the recording is missing (whoever was making it died), it is made now.
    """

    def __init__(self, transactions: Transactions, finish: FinishUpload, clock: Clock) -> None:
        self._transactions = transactions
        self._finish = finish
        self._clock = clock

    def __call__(self, tenant_id: UUID, upload_id: UUID) -> ResumableUpload:
        now = self._clock.now()
        with self._transactions.begin(tenant_id) as transaction:
            upload = transaction.uploads.find(upload_id)
        if upload is None or upload.expires_at <= now:
            raise no_such_upload()
        return self._finish(tenant_id, upload_id) if upload.is_free_to_finish(now) else upload
