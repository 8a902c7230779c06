"""Ending all sessions of a user, inside the transaction of what ends them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.auth.domain.session import Reason

_END = sa.text(
    "UPDATE sessions SET revoked_at = :at, revoked_reason = :reason"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND revoked_at IS NULL"
    " AND id IS DISTINCT FROM :kept RETURNING id"
)


def end_sessions(
    connection: sa.Connection,
    tenant_id: UUID,
    user_id: UUID,
    at: datetime,
    reason: Reason,
    *,
    kept: UUID | None = None,
) -> Sequence[UUID]:
    """Which sessions it has ended; `kept` goes on. The caller announces them in the same transaction."""
    row = {"tenant_id": tenant_id, "user_id": user_id, "at": at, "reason": reason, "kept": kept}
    return connection.execute(_END, row).scalars().all()
