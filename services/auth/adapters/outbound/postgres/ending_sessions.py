"""Ending all sessions of a user, and the tokens that go with them, in the transaction of what ends them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.auth.domain.session import TOKENS_END, Reason

_END = sa.text(
    "UPDATE sessions SET revoked_at = :at, revoked_reason = :reason"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND revoked_at IS NULL"
    " AND id IS DISTINCT FROM :kept RETURNING id"
)

_END_TOKENS = sa.text(
    "UPDATE api_tokens SET revoked_at = :at WHERE tenant_id = :tenant_id AND user_id = :user_id"
    " AND revoked_at IS NULL AND (:every OR 'admin' = ANY(scopes)) RETURNING id"
)

_END_HALVES = sa.text(
    "DELETE FROM factor_challenges WHERE tenant_id = :tenant_id AND user_id = :user_id AND purpose = 'login'"
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
    """Which sessions it has ended; `kept` goes on. The caller announces them in the same transaction.

    The API tokens that end for this reason are told among them. Logins that wait for a second factor end too.
    """
    row = {"tenant_id": tenant_id, "user_id": user_id, "at": at, "reason": reason, "kept": kept}
    connection.execute(_END_HALVES, row)
    ended = connection.execute(_END, row).scalars().all()
    if reason in TOKENS_END:
        ended = [*ended, *connection.execute(_END_TOKENS, row | {"every": TOKENS_END[reason]}).scalars()]
    return ended
