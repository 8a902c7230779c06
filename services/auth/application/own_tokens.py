"""Finding an API token among those of its user."""

from uuid import UUID

from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.domain.api_token import ApiToken
from services.auth.domain.errors import NoSuchToken


def own_token(tokens: ApiTokens, tenant_id: UUID, user_id: UUID, token_id: UUID) -> ApiToken:
    """Raises NoSuchToken, for somebody else's as for one that never was."""
    found = (token for token in tokens.of(tenant_id, user_id) if token.id == token_id)
    token = next(found, None)
    if token is None:
        raise NoSuchToken("There is no such token.")
    return token
