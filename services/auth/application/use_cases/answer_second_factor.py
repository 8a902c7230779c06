"""The second half of a login."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.code_check import CodeCheck
from services.auth.application.passkey_check import PasskeyCheck
from services.auth.application.ports.authenticators import Answer
from services.auth.application.questions import Questions
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.errors import SecondFactorRefused
from services.auth.domain.second_factor import Method, means_of
from services.auth.domain.session import Carrier

_REFUSED = "The challenge is used or has expired, or the answer is wrong: try again, or log in anew."


@dataclass(frozen=True)
class AnswerSecondFactor:
    """Open the session that a login with a first proof has asked for.

    - The challenge lives for five minutes and takes five answers; the first right one ends it.
    - A code of the app is used once, and so is a recovery code; six digits are the app's.
    - Every refusal is the same. Wrong codes are limited per account and address.
    """

    questions: Questions
    code_check: CodeCheck
    passkey_check: PasskeyCheck
    opener: SessionOpener

    def __call__(self, challenge: str, answer: str | Answer, peer: str, carrier: Carrier) -> TokenPair:
        asked = self.questions.attempt(challenge, "login")
        if asked and asked.tenant_id and asked.user_id and asked.first:
            method = self._method(asked.tenant_id, asked.user_id, answer, asked.digest, peer)
            if method and self.questions.take(challenge, "login"):
                means = means_of(asked.first, method)
                pair = self.opener.admit(asked.tenant_id, asked.user_id, means, carrier)
                if pair:
                    return pair
        raise SecondFactorRefused(_REFUSED)

    def _method(
        self, tenant_id: UUID, user_id: UUID, answer: str | Answer, nonce: bytes, peer: str
    ) -> Method | None:
        if isinstance(answer, str):
            return self.code_check(tenant_id, user_id, answer, peer)
        return "passkey" if self.passkey_check(answer, nonce, user_id) else None
