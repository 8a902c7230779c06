"""Logging in with a passkey alone."""

from dataclasses import dataclass

from services.auth.application.passkey_check import PasskeyCheck
from services.auth.application.ports.authenticators import Answer, Authenticators
from services.auth.application.questions import PasskeyQuestion, Questions
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.errors import SecondFactorRefused
from services.auth.domain.session import Carrier

_REFUSED = "The challenge is used or has expired, or the passkey is not known here."


@dataclass(frozen=True)
class OfferPasskeyLogin:
    """Ask for any passkey that the browser can find; nobody has said yet who they are."""

    questions: Questions
    authenticators: Authenticators

    def __call__(self) -> PasskeyQuestion:
        token = self.questions.ask_anybody()
        return PasskeyQuestion(token, self.authenticators.request_options(token.digest, ()))


@dataclass(frozen=True)
class LogInWithPasskey:
    """Open a session for whom the passkey belongs to.

    The authenticator holds the key and has verified its user: two factors in one, so no other is asked for.
    A challenge is answered once. Every refusal is the same.
    """

    questions: Questions
    passkey_check: PasskeyCheck
    opener: SessionOpener

    def __call__(self, challenge: str, answer: Answer, carrier: Carrier) -> TokenPair:
        asked = self.questions.take(challenge, "passkey_login")
        passkey = self.passkey_check(answer, asked.digest) if asked else None
        pair = self.opener.admit(passkey.tenant_id, passkey.user_id, "passkey", carrier) if passkey else None
        if pair is None:
            raise SecondFactorRefused(_REFUSED)
        return pair
