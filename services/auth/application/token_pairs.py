"""The two tokens that a client holds, made in one place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.roles import Roles
from services.auth.application.ports.time_and_chance import IdGenerator
from services.auth.application.ports.tokens import ACCESS_LIFE_S, AccessTokenIssuer, Grant
from services.auth.domain.refresh_token import RefreshToken
from services.auth.domain.session import Session


@dataclass(frozen=True)
class TokenPair:
    """A short-lived token to call with, and a token to get the next one with."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in_s: int
    session_expires_at: datetime
    roles: Sequence[str]
    csrf: str | None = field(default=None, repr=False)
    """Present where a browser keeps the tokens in cookies."""

    @property
    def session_id(self) -> UUID:
        return RefreshToken.parse(self.refresh_token).session_id


@dataclass(frozen=True)
class TokenPairs:
    """Issues the tokens of a session. Roles are looked up for each, so that a change soon holds."""

    issuer: AccessTokenIssuer
    roles: Roles
    new_id: IdGenerator

    def issue(self, session: Session, refresh: RefreshToken, now: datetime) -> TokenPair:
        roles = self.roles.of(session.tenant_id, session.user_id)
        grant = Grant(
            session.user_id, session.tenant_id, session.id, self.new_id(), roles, now, csrf=session.csrf
        )
        access = self.issuer.issue(grant)
        return TokenPair(access, refresh.encode(), ACCESS_LIFE_S, session.expires_at, roles, session.csrf)
