"""Second factors and passkeys at the login, and proofs within a session, over HTTP."""

from collections.abc import Sequence

from chassis.web import Call, Limit, Operation, Reply
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.adapters.inbound.http.factor_bodies import (
    PasskeyLogin,
    PasskeyQuestionView,
    Proof,
    SecondFactor,
)
from services.auth.adapters.inbound.http.token_replies import TOKENS, TokenReplies
from services.auth.application.factors import SecondFactors
from services.auth.application.use_cases.prove_again import Evidence

_TAG = "Second factor"
_LOGIN = "/v1/auth/login"
_PROOF = "/v1/auth/proof"
_CEREMONIES = (Limit("second_factor", 60),)
"""From one address: a signature costs time to check, and a challenge is a row."""


class ProofsDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, factors: SecondFactors, replies: TokenReplies) -> None:
        self._factors = factors
        self._replies = replies

    def operations(self) -> Sequence[Operation]:
        tokens, question = {200: TOKENS}, {201: PasskeyQuestionView}
        passkey = f"{_LOGIN}/passkey"
        return (
            Operation(
                "POST", f"{_LOGIN}/second-factor", self.answer_second_factor, _TAG, "anonymous", tokens,
                _CEREMONIES, problems=(401, 503),
            ),
            Operation(
                "POST", f"{passkey}/challenge", self.begin_passkey_login, _TAG, "anonymous", question,
                _CEREMONIES,
            ),
            Operation(
                "POST", passkey, self.log_in_with_passkey, _TAG, "anonymous", tokens, _CEREMONIES,
                problems=(401,),
            ),
            Operation(
                "POST", f"{_PROOF}/challenge", self.begin_proof, _TAG, "user", question, problems=(404,)
            ),
            Operation(
                "POST", _PROOF, self.prove, _TAG, "user", {204: None}, problems=(403, 404, 429, 503)
            ),
        )  # fmt: skip

    def answer_second_factor(self, call: Call, body: SecondFactor) -> Reply:
        """Answer for the second factor.

        Completes a login that was answered with 202, within five minutes and five answers. Each code is
        good once; wrong ones are limited.
        """
        pair = self._factors.answer(body.challenge, body.answer(), call.peer, body.session)
        return self._replies.of(pair)

    def begin_passkey_login(self, call: Call) -> Reply:
        """Begin a login with a passkey.

        Pass `options` to `navigator.credentials.get`, then log in with what it gives and the challenge.
        """
        del call
        return Reply(PasskeyQuestionView.of(self._factors.offer_passkey_login()), 201)

    def log_in_with_passkey(self, call: Call, body: PasskeyLogin) -> Reply:
        """Log in with a passkey.

        Needs neither address nor password, and no second factor: the authenticator has verified its user.
        """
        del call
        pair = self._factors.log_in_with_passkey(body.challenge, body.passkey.written(), body.session)
        return self._replies.of(pair)

    def begin_proof(self, call: Call) -> Reply:
        """Begin a proof with a passkey."""
        question = self._factors.offer_proof(call.user.tenant_id, call.user.user_id)
        return Reply(PasskeyQuestionView.of(question), 201)

    def prove(self, call: Call, body: Proof) -> Reply:
        """Prove who you are.

        Acts that weaken an account are refused with `proof_required` where nobody logged in within the last
        five minutes: after this they are open to this session, for five minutes.
        """
        passkey = body.passkey.written() if body.passkey else None
        self._factors.prove_again(
            session_caller(call), Evidence(body.password, body.code, passkey, body.challenge)
        )
        return Reply()
