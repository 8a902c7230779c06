"""Sessions: how long they last, and what a refresh token that comes again means."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

GRACE = timedelta(seconds=10)
"""A client whose reply was lost, or that asked twice at once, gets the same successor for this long."""
IDLE_LIFE = timedelta(days=7)
ABSOLUTE_LIFE = timedelta(days=30)

Reason = Literal[
    "account_claimed",
    "account_disabled",
    "ended_by_administrator",
    "logged_out",
    "password_changed",
    "password_reset",
    "refresh_reused",
    "roles_changed",
    "token_revoked",
    "token_rotated",
    "user_deleted",
]
TOKENS_END: Mapping[Reason, bool] = {
    "account_claimed": True,
    "account_disabled": True,
    "roles_changed": False,
    "user_deleted": True,
}
"""With the sessions that end for this reason, all API tokens do, or only those with the scope `admin`."""
Means = Literal[
    "identity_provider",
    "identity_provider_and_code",
    "identity_provider_and_passkey",
    "identity_provider_token",
    "passkey",
    "password",
    "password_and_code",
    "password_and_passkey",
]
"""How a user proved who they are when the session was opened."""
BROUGHT: Means = "identity_provider_token"
"""With a token that an app got earlier: nobody says that its user was there just now."""
Carrier = Literal["bearer", "cookie"]
"""A client that keeps its tokens itself, or a browser that keeps them in cookies."""
Verdict = Literal["rotate", "repeat", "over", "reused"]


@dataclass(frozen=True)
class Session:
    """A login on one device. `generation` counts its refresh tokens; the highest is the valid one.

    `nonce` leads from the token before to the present one; empty in the first generation. `csrf` is there
    where a browser keeps the tokens in cookies: what its pages must show beside them.
    """

    id: UUID
    tenant_id: UUID
    user_id: UUID
    created_at: datetime
    rotated_at: datetime
    generation: int = 1
    nonce: bytes = b""
    revoked_at: datetime | None = None
    means: Means = "password"
    csrf: str | None = field(default=None, repr=False)

    @property
    def expires_at(self) -> datetime:
        """When it ends if it is not used; at the latest 30 days after the login."""
        return min(self.rotated_at + IDLE_LIFE, self.created_at + ABSOLUTE_LIFE)

    @property
    def carrier(self) -> Carrier:
        return "bearer" if self.csrf is None else "cookie"

    def is_active(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def is_shown_by(self, csrf: str | None) -> bool:
        """Whether what came beside a token is what belongs there: the same secret, or nothing."""
        return hmac.compare_digest((csrf or "").encode(), (self.csrf or "").encode())

    def judge(self, generation: int, now: datetime) -> Verdict:
        """What a presented token of this session means.

        The present one rotates. Its direct predecessor gets the same successor again for ten seconds.
        Any other was used before, by its owner or a thief: nobody can tell which, so the session ends.
        """
        if not self.is_active(now):
            return "over"
        if generation == self.generation:
            return "rotate"
        if generation == self.generation - 1 and now - self.rotated_at <= GRACE:
            return "repeat"
        return "reused"

    def rotated(self, nonce: bytes, now: datetime) -> "Session":
        return replace(self, generation=self.generation + 1, nonce=nonce, rotated_at=now)
