"""Revoking an API token."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.own_tokens import own_token
from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.events import SessionRevoked


@dataclass(frozen=True)
class RevokeApiToken:
    """End a token of a user. It is refused everywhere within seconds, as is a session that ends."""

    tokens: ApiTokens
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID, token_id: UUID, actor_id: UUID | None = None) -> None:
        """`actor_id` is who ends it for somebody else."""
        token = own_token(self.tokens, tenant_id, user_id, token_id)
        now = self.clock.now()
        self.tokens.revoke(SessionRevoked(tenant_id, user_id, token.id, "token_revoked", now, actor_id))
