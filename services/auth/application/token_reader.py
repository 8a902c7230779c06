"""From the text that came in a mail to the token that is stored."""

from datetime import datetime

from services.auth.application.ports.credentials import AccountTokens
from services.auth.domain.account_tokens import KINDS, AccountToken, Purpose
from services.auth.domain.errors import TokenRefused

REFUSED = "The token is unknown, used up or expired: ask for a new mail."


def read_token(tokens: AccountTokens, purpose: Purpose, text: str, now: datetime) -> AccountToken:
    """Raises TokenRefused. That it has not been used in between is for the store to see."""
    token = KINDS[purpose].parse(text)
    found = tokens.find(token.digest) if token else None
    if found is None or found.purpose != purpose or found.expires_at <= now:
        raise TokenRefused(REFUSED)
    return found
