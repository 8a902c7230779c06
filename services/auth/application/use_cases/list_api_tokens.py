"""Listing one's API tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.domain.api_token import ApiToken


@dataclass(frozen=True)
class ListApiTokens:
    """Show a user's tokens, newest first, without those that were revoked."""

    tokens: ApiTokens

    def __call__(self, tenant_id: UUID, user_id: UUID) -> Sequence[ApiToken]:
        return self.tokens.of(tenant_id, user_id)
