"""All tables with sealed secrets in PostgreSQL, seen with the relay's role."""

from collections.abc import Sequence

import sqlalchemy as sa

from chassis.database import Database
from services.auth.application.ports.sealed_records import SealedRecord
from services.auth.application.ports.sealing import Label, Sealed

_OTHERWISE = sa.text(
    "SELECT 'provider_keys' AS kept_in, tenant_id, id, content, wrapped_key, master_key FROM provider_keys"
    " WHERE master_key <> :present UNION ALL"
    " SELECT 'totp_secrets', tenant_id, user_id, content, wrapped_key, master_key FROM totp_secrets"
    " WHERE master_key <> :present LIMIT :limit"
)
_REWRAP = {
    "provider_keys": sa.text(
        "UPDATE provider_keys SET wrapped_key = :wrapped_key, master_key = :master_key"
        " WHERE tenant_id = :tenant_id AND id = :id AND content = :content"
    ),
    "totp_secrets": sa.text(
        "UPDATE totp_secrets SET wrapped_key = :wrapped_key, master_key = :master_key"
        " WHERE tenant_id = :tenant_id AND user_id = :id AND content = :content"
    ),
}


class PostgresSealedRecords:
    """The content tells whether a record is still the same: it is sealed anew with each change."""

    def __init__(self, relay_database: Database) -> None:
        self._database = relay_database

    def wrapped_otherwise(self, master_key: str, limit: int) -> Sequence[SealedRecord]:
        with self._database.transaction(None) as connection:
            rows = connection.execute(_OTHERWISE, {"present": master_key, "limit": limit}).all()
        return [
            SealedRecord(
                Label(row.tenant_id, row.kept_in, row.id, 1),
                Sealed(bytes(row.content), bytes(row.wrapped_key), row.master_key),
            )
            for row in rows
        ]

    def rewrap(self, record: SealedRecord, sealed: Sealed) -> bool:
        row = {"tenant_id": record.label.tenant_id, "id": record.label.record_id, **vars(sealed)}
        with self._database.transaction(None) as connection:
            return connection.execute(_REWRAP[record.label.table], row).rowcount == 1
