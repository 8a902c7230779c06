"""What is said between browsers and authenticators (WebAuthn)."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from services.auth.domain.passkey import Credential, Passkey
from services.auth.domain.user import User

Options = Mapping[str, object]
"""Options for `navigator.credentials`, as its parseCreationOptionsFromJSON and parseRequestOptionsFromJSON
read them."""
Answer = Mapping[str, object]
"""A PublicKeyCredential as its toJSON writes it."""


class PasskeyRefused(Exception):
    """Why an answer does not hold: for logs and the audit trail, never for the client."""


class Authenticators(Protocol):
    """Every ceremony verifies the user: a passkey alone may open a session."""

    def creation_options(self, user: User, nonce: bytes, known: Sequence[Passkey]) -> Options:
        """For a credential that can be found without saying who one is; not on an authenticator that has one
        of the known."""
        ...

    def request_options(self, nonce: bytes, allowed: Sequence[Passkey]) -> Options:
        """None allowed means any that the authenticator finds."""
        ...

    def created(self, answer: Answer, nonce: bytes) -> Credential:
        """The credential that was made for this nonce. Raises PasskeyRefused."""
        ...

    def credential_id(self, answer: Answer) -> bytes:
        """Which credential the answer says it is of; nothing is verified. Raises PasskeyRefused."""
        ...

    def signed(self, answer: Answer, nonce: bytes, passkey: Passkey) -> int:
        """The sign count of an answer that this passkey gave to this nonce. Raises PasskeyRefused."""
        ...
