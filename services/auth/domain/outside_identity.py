"""Who somebody is elsewhere, and which account here that is."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.auth.domain.email import EmailAddress
from services.auth.domain.one_time_token import OneTimeToken, TokenKind
from services.auth.domain.user import DEFAULT_LOCALE

STATE = TokenKind("rls_", timedelta(minutes=10))
"""Goes to the provider with a login and comes back with its answer: time enough to type a password there."""
LOGIN_CODE = TokenKind("rlc_", timedelta(minutes=1))
"""What the app gets for the provider's answer, and exchanges at once."""


@dataclass(frozen=True)
class OutsideIdentity:
    """What a provider vouches for. Issuer and subject together name a person for good; an address may be
    given to somebody else one day, so it leads to an account only once.

    `email` is there only where the provider has verified it. `two_factors` says that the provider asked for
    two.
    """

    provider: str
    issuer: str
    subject: str
    email: EmailAddress | None = None
    display_name: str = ""
    locale: str = DEFAULT_LOCALE
    two_factors: bool = False

    @property
    def address(self) -> EmailAddress:
        """That of a new account: without a verified one it is one that nobody can have, register or write to
        (RFC 6761), and always the same, so that two first requests make one account."""
        if self.email is not None:
            return self.email
        name = hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()
        return EmailAddress(f"{name[:32]}@identity.invalid")


@dataclass(frozen=True)
class OutsideToken:
    """A token of a provider that was verified. `proofs` are digests that name what it proves, most lasting
    first: the login at the provider where the token names one, and the token itself."""

    identity: OutsideIdentity
    proofs: tuple[bytes, ...]
    expires_at: datetime


@dataclass(frozen=True)
class LinkedIdentity:
    """An identity that leads to an account. One that was unlinked is remembered, so that the same person at
    the provider is not let in again by the address alone."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    provider: str
    issuer: str
    subject: str
    linked_at: datetime
    unlinked_at: datetime | None = None


@dataclass(frozen=True)
class LoginSecrets:
    """What the provider has to show back (`nonce`) and what only we can show it (`verifier`, RFC 7636).

    They follow from the state and a key of ours, so nothing at rest is one of them.
    """

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def of(cls, key: bytes, state: OneTimeToken) -> "LoginSecrets":
        return cls(*(_derived(key, purpose, state) for purpose in (b"nonce", b"verifier")))

    @property
    def challenge(self) -> str:
        return s256(self.verifier)


def _derived(key: bytes, purpose: bytes, state: OneTimeToken) -> str:
    return _base64(hmac.new(key, b"rostrum login " + purpose + state.secret, hashlib.sha256).digest())


@dataclass(frozen=True)
class Proven:
    """Whose login a provider has answered."""

    tenant_id: UUID
    user_id: UUID
    two_factors: bool


@dataclass(frozen=True)
class LoginAttempt:
    """A login under way, stored by the digest of the token that continues it: first the state, then the code.

    `challenge` is the app's own (RFC 7636): whoever else gets hold of the code can't use it, and a login that
    somebody else began is none of this app's.
    """

    digest: bytes
    provider: str
    return_to: str
    challenge: str
    expires_at: datetime
    proven: Proven | None = None

    def answers(self, verifier: str) -> bool:
        return hmac.compare_digest(s256(verifier), self.challenge)


def s256(verifier: str) -> str:
    """RFC 7636 4.2."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
