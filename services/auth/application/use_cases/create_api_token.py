"""Making an API token."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from services.auth.application.ports.api_tokens import ApiTokens, Kept
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.domain.api_token import (
    DEFAULT_DAYS,
    MAX_TOKENS,
    SECRET_BYTES,
    ApiToken,
    TokenSecret,
    clean_token_name,
    life,
)
from services.auth.domain.audit import Act
from services.auth.domain.errors import TooManyTokens
from services.auth.domain.scopes import checked


@dataclass(frozen=True)
class TokenWish:
    """What the token is to be called, to allow, and how long."""

    name: str
    scopes: Collection[str]
    days: int = DEFAULT_DAYS


@dataclass(frozen=True)
class NewToken:
    """The only time that the whole token is told."""

    token: ApiToken
    text: str = field(repr=False)


@dataclass(frozen=True)
class CreateApiToken:
    """Make a token with which a machine acts for a user.

    - It allows what its scopes say and its user may do, until it expires, at most a year from now.
    - It is told once. A name belongs to one token at a time: who asks again because the reply was lost makes
      no second one, and can rotate the first.
    """

    tokens: ApiTokens
    clock: Clock
    new_id: IdGenerator
    random: RandomBytes

    def __call__(
        self, tenant_id: UUID, user_id: UUID, wish: TokenWish, actor_id: UUID | None = None
    ) -> NewToken:
        """`actor_id` is who makes it for somebody else."""
        now = self.clock.now()
        secret = TokenSecret(self.new_id(), self.random(SECRET_BYTES))
        name, scopes, ends = clean_token_name(wish.name), checked(wish.scopes), now + life(wish.days)
        token = ApiToken(secret.token_id, tenant_id, user_id, name, scopes, secret.last_four, now, ends)
        details = {"scopes": " ".join(scopes)}
        act = Act("api_token.created", now, tenant_id, actor_id or user_id, token.id, details)
        if not self.tokens.add(Kept(token, secret.digest), MAX_TOKENS, [act]):
            raise TooManyTokens(f"An account has at most {MAX_TOKENS} tokens: revoke one first.")
        return NewToken(token, secret.encode())
