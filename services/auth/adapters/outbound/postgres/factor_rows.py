"""What the tables of second factors share: the user's row, recovery codes, and how a passkey is read."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from services.auth.domain.passkey import Credential, Passkey

_LOCK_USER = sa.text(
    "SELECT 1 FROM users WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL FOR UPDATE"
)
_DROP_ALL_CODES = sa.text("DELETE FROM recovery_codes WHERE tenant_id = :tenant_id AND user_id = :user_id")
_DROP_LAST_CODES = sa.text(
    "DELETE FROM recovery_codes WHERE tenant_id = :tenant_id AND user_id = :user_id"
    " AND NOT EXISTS (SELECT FROM passkeys WHERE passkeys.user_id = :user_id)"
    " AND NOT EXISTS (SELECT FROM totp_secrets WHERE totp_secrets.user_id = :user_id"
    " AND confirmed_at IS NOT NULL)"
)
_ADD_CODES = sa.text(
    "INSERT INTO recovery_codes (user_id, tenant_id, digest)"
    " SELECT :user_id, :tenant_id, unnest(CAST(:codes AS bytea[]))"
)


def lock_user(connection: sa.Connection, key: Mapping[str, Any]) -> bool:
    """Until the transaction ends; False where the user is gone, going or disabled."""
    return connection.execute(_LOCK_USER, key).first() is not None


def replace_codes(connection: sa.Connection, key: Mapping[str, Any], codes: Sequence[bytes]) -> None:
    """No codes leave those that are there."""
    if codes:
        connection.execute(_DROP_ALL_CODES, key)
        connection.execute(_ADD_CODES, {**key, "codes": list(codes)})


def drop_last_codes(connection: sa.Connection, key: Mapping[str, Any]) -> None:
    """Where no factor is left that they could stand in for."""
    connection.execute(_DROP_LAST_CODES, key)


def passkey_of(row: sa.Row[Any]) -> Passkey:
    credential = Credential(
        bytes(row.credential_id), bytes(row.public_key), row.sign_count, tuple(row.transports)
    )
    return Passkey(row.id, row.tenant_id, row.user_id, row.name, credential, row.created_at, row.last_used_at)
