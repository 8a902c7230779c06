"""Users with second factors, on fakes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.questions import PasskeyQuestion
from services.auth.application.token_pairs import TokenPair
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.recovery_code import RecoveryCode
from services.auth.domain.refresh_token import RefreshToken
from tests.builders.auth import PASSWORD, PEER, AuthBench, code_of

EMAIL = "ada@example.org"


class FactorBench(AuthBench):
    """One registered user, and what they do with their factors."""

    codes: Sequence[RecoveryCode] = ()

    def register(self) -> None:
        self.application.register_user(Registration(EMAIL, PASSWORD))

    def log_in(self) -> TokenPair:
        opened = self.application.log_in(EMAIL, PASSWORD, PEER)
        assert isinstance(opened, TokenPair)
        return opened

    def challenged(self) -> SecondFactorNeeded:
        opened = self.application.log_in(EMAIL, PASSWORD, PEER)
        assert isinstance(opened, SecondFactorNeeded)
        return opened

    def caller(self, pair: TokenPair | None = None) -> Caller:
        """In a session that has just been opened, or that of the pair."""
        token = RefreshToken.parse((pair or self.log_in()).refresh_token)
        return Caller(*self.user, token.session_id, PEER)

    @property
    def user(self) -> tuple[UUID, UUID]:
        """The tenant and the user."""
        user = next(iter(self.state.users.values()))
        return user.tenant_id, user.id

    @property
    def secret(self) -> bytes:
        totp = next(iter(self.factors.totps.values()))
        return self.sealer.open(totp.label, totp.secret)

    def code(self, steps: int = 0) -> str:
        """What the app shows, or will."""
        return code_of(self.secret, self.clock.now() + timedelta(seconds=30 * steps))

    def add_app(self, caller: Caller) -> Sequence[RecoveryCode]:
        self.application.factors.begin_totp(caller)
        return self.application.factors.confirm_totp(caller, self.code())

    def add_passkey(self, caller: Caller, name: str = "Phone") -> Sequence[RecoveryCode]:
        question = self.application.factors.begin_passkey(caller)
        challenge, answer = question.token.encode(), answer_to(question, name)
        return self.application.factors.register_passkey(caller.user_id, challenge, name, answer).codes

    def answer(self, needed: SecondFactorNeeded, answer: str | Mapping[str, object]) -> TokenPair:
        return self.application.factors.answer(needed.token.encode(), answer, PEER, "bearer")

    @property
    def kinds(self) -> list[str]:
        """Of the acts so far."""
        return [act.kind for act in self.state.acts]

    def refusals(self) -> list[tuple[str, str]]:
        """Which method was refused, and why."""
        refused = [act for act in self.state.acts if act.kind == "factor.refused"]
        return [(act.details["method"], act.details["reason"]) for act in refused]

    def means(self) -> list[str]:
        """How each session was opened."""
        return [act.details["means"] for act in self.state.acts if act.kind == "login.succeeded"]


def answer_to(question: PasskeyQuestion, name: str = "Phone", count: int = 0) -> Mapping[str, object]:
    """As the fake authenticators read it."""
    return {"id": name, "nonce": question.token.digest.hex(), "count": count}


def signed(needed: SecondFactorNeeded, name: str = "Phone", count: int = 0) -> Mapping[str, object]:
    return {"id": name, "nonce": needed.token.digest.hex(), "count": count}
