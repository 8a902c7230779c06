"""Between the first proof of who somebody is and their session."""

from dataclasses import dataclass, field
from uuid import UUID

from services.auth.application.ports.authenticators import Authenticators, Options
from services.auth.application.ports.factors import Factors
from services.auth.application.questions import Questions
from services.auth.domain.one_time_token import OneTimeToken
from services.auth.domain.second_factor import Enrolment, FirstProof, Method


@dataclass(frozen=True)
class SecondFactorNeeded:
    """Instead of tokens, for a user who has a second factor. `passkey` is what a browser needs to ask an
    authenticator, where the user has a passkey."""

    token: OneTimeToken = field(repr=False)
    methods: tuple[Method, ...]
    passkey: Options | None


@dataclass(frozen=True)
class FactorGate:
    """Users with a second factor are asked for it, whatever came first; the others pass."""

    factors: Factors
    questions: Questions
    authenticators: Authenticators

    def enrolment(self, tenant_id: UUID, user_id: UUID) -> Enrolment:
        return self.factors.of(tenant_id, user_id)

    def ask(
        self, tenant_id: UUID, user_id: UUID, first: FirstProof, enrolment: Enrolment
    ) -> SecondFactorNeeded | None:
        """None where the user is gone, going or disabled."""
        token = self.questions.ask("login", tenant_id, user_id, first)
        if token is None:
            return None
        options = None
        if enrolment.passkeys:
            options = self.authenticators.request_options(token.digest, enrolment.passkeys)
        return SecondFactorNeeded(token, enrolment.methods, options)
