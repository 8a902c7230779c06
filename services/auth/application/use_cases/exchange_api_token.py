"""Taking an API token for an access token."""

from dataclasses import dataclass
from datetime import datetime

from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.exchange import Exchanged
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.application.ports.tokens import ACCESS_LIFE_S, AccessTokenIssuer, Grant
from services.auth.domain.api_token import ApiToken, TokenSecret
from services.auth.domain.audit import Act
from services.auth.domain.errors import BadToken
from services.auth.domain.scopes import with_included


@dataclass(frozen=True)
class ExchangeApiToken:
    """Give whoever shows an API token an access token of its user.

    - It allows what the token's scopes allow, with the roles that the user has now.
    - Its session is the token, so that revoking the token ends it, and it never outlives the token.
    - The use is noted, by the minute. Every refusal is the same; the reason goes to the audit trail.
    """

    tokens: ApiTokens
    roles: Roles
    issuer: AccessTokenIssuer
    audit: AuditTrail
    clock: Clock
    new_id: IdGenerator

    def __call__(self, token: str, peer: str) -> Exchanged:
        secret = TokenSecret.parse(token)
        if secret is None:
            raise BadToken
        now = self.clock.now()
        known = self._admitted(secret, now)
        minute = now.replace(second=0, microsecond=0)
        if known.last_used_at is None or known.last_used_at < minute:
            self.tokens.note_use(known, minute, peer)
        return self._exchanged(known, now)

    def _admitted(self, secret: TokenSecret, now: datetime) -> ApiToken:
        kept = self.tokens.find_anywhere(secret.token_id)
        if kept is None:
            self.audit.record(Act("api_token.refused", now, details={"reason": "unknown"}))
            raise BadToken
        token, verdict = kept.token, kept.token.judge(secret, kept.digest, now)
        if verdict != "good":
            details = {"reason": verdict}
            act = Act("api_token.refused", now, token.tenant_id, target_id=token.id, details=details)
            self.audit.record(act)
            raise BadToken
        return token

    def _exchanged(self, token: ApiToken, now: datetime) -> Exchanged:
        roles = self.roles.of(token.tenant_id, token.user_id)
        life_s = min(ACCESS_LIFE_S, max(1, int((token.expires_at - now).total_seconds())))
        grant = Grant(
            token.user_id,
            token.tenant_id,
            token.id,
            self.new_id(),
            roles,
            now,
            scopes=with_included(token.scopes),
            life_s=life_s,
        )
        return Exchanged(self.issuer.issue(grant), life_s)
