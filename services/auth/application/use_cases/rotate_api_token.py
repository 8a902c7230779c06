"""Rotating an API token."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.own_tokens import own_token
from services.auth.application.ports.api_tokens import ApiTokens, Kept
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.application.use_cases.create_api_token import NewToken
from services.auth.domain.api_token import SECRET_BYTES, TokenSecret
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchToken
from services.auth.domain.events import SessionRevoked


@dataclass(frozen=True)
class RotateApiToken:
    """Replace a token by one of the same name, scopes and life.

    The old one ends at once: it may have leaked. Who needs both for a while makes a second token.
    """

    tokens: ApiTokens
    clock: Clock
    new_id: IdGenerator
    random: RandomBytes

    def __call__(self, tenant_id: UUID, user_id: UUID, token_id: UUID) -> NewToken:
        present = own_token(self.tokens, tenant_id, user_id, token_id)
        now = self.clock.now()
        secret = TokenSecret(self.new_id(), self.random(SECRET_BYTES))
        token = present.successor(secret, now)
        revoked = SessionRevoked(tenant_id, user_id, present.id, "token_rotated", now)
        act = Act("api_token.created", now, tenant_id, user_id, token.id, {"scopes": " ".join(token.scopes)})
        if not self.tokens.replace(revoked, Kept(token, secret.digest), [act]):
            raise NoSuchToken("There is no such token.")
        return NewToken(token, secret.encode())
