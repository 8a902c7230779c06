"""A client announces an upload that it will send in pieces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from chassis.errors import Unauthenticated
from services.ingest.application.ports.records import Transaction, Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.room import Room, UploadLimits
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.domain.allowance import NO_LIMITS, Allowance
from services.ingest.domain.errors import empty_upload, upload_too_large
from services.ingest.domain.resumable import Kind, ResumableUpload
from services.ingest.domain.upload_errors import partials_unfinished, too_many_unfinished


@dataclass(frozen=True)
class AnnouncedUpload:
    """What the door hands over; `length` is None where the client does not know it yet."""

    tenant_id: UUID
    user_id: UUID
    upload_id: UUID
    kind: Kind
    length: int | None
    metadata: str
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    partials: tuple[UUID, ...] = ()
    allowance: Allowance = NO_LIMITS


class CreateUpload:
    """Make room for an upload that comes in pieces.

    - Its length is within the limit, the store has room for it, and not too many announcements wait to be
      passed on; fields that are wrong are refused now. An upload that was begun is taken to its end.
    - Who has used up what their role may is refused; what the role may goes along with the upload.
    - A tenant has a few unfinished uploads at a time, and each expires when no bytes come for a while.
    - One that is put together of others needs them all complete, partial and the tenant's own; its length
      is theirs. What is said of the recording is said with the whole, and not with its parts.
    - The id is the recording's too, so that the upload becomes one recording however often it is finished.
    """

    def __init__(
        self,
        transactions: Transactions,
        accept_fields: AcceptFields,
        clock: Clock,
        room: Room,
        limits: UploadLimits,
    ) -> None:
        self._transactions = transactions
        self._accept = accept_fields
        self._clock = clock
        self._room = room
        self._limits = limits

    def __call__(self, announced: AnnouncedUpload) -> ResumableUpload:
        if announced.kind is not Kind.PARTIAL:
            self._accept(announced.fields)
        with self._transactions.begin(announced.tenant_id) as transaction:
            if transaction.erasures.is_buried(announced.upload_id):
                raise Unauthenticated("This account was deleted.", code="account_deleted")
            known = transaction.uploads.find(announced.upload_id)
            if known is not None:
                return known
            upload = self._new(announced, self._length(announced, transaction))
            self._check(upload, transaction)
            transaction.uploads.add(upload)
        self._room.note(upload.tenant_id, upload.length or 0)
        return upload

    def _length(self, announced: AnnouncedUpload, transaction: Transaction) -> int | None:
        if announced.kind is not Kind.FINAL:
            return announced.length
        found = [transaction.uploads.find(partial) for partial in announced.partials]
        partials = [one for one in found if one and one.kind is Kind.PARTIAL and one.is_complete]
        if not found or len(partials) < len(found):
            raise partials_unfinished()
        return sum(one.offset for one in partials)

    def _check(self, upload: ResumableUpload, transaction: Transaction) -> None:
        if upload.length == 0:
            raise empty_upload()
        if upload.length is not None and upload.length > self._limits.max_bytes:
            raise upload_too_large(self._limits.max_bytes)
        self._room.check(transaction, upload.tenant_id, upload.user_id, upload.allowance)
        if transaction.uploads.unfinished() >= self._limits.unfinished:
            raise too_many_unfinished(self._limits.unfinished)
        self._room.check_store(upload.length or 0)

    def _new(self, announced: AnnouncedUpload, length: int | None) -> ResumableUpload:
        now = self._clock.now()
        return ResumableUpload(
            id=announced.upload_id,
            tenant_id=announced.tenant_id,
            user_id=announced.user_id,
            kind=announced.kind,
            length=length,
            metadata=announced.metadata,
            created_at=now,
            expires_at=now + timedelta(seconds=self._limits.keep_s),
            fields={} if announced.kind is Kind.PARTIAL else announced.fields,
            partials=announced.partials,
            allowance=announced.allowance,
            offset=(length or 0) if announced.kind is Kind.FINAL else 0,
        )
