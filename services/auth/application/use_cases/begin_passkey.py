"""Setting up a passkey."""

from dataclasses import dataclass

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.authenticators import Authenticators
from services.auth.application.ports.factors import Factors
from services.auth.application.questions import PasskeyQuestion, Questions
from services.auth.domain.errors import FactorExists, NoSuchUser
from services.auth.domain.passkey import MAX_PASSKEYS


@dataclass(frozen=True)
class BeginPasskey:
    """Ask the browser for a new passkey; the answer goes to `RegisterPasskey` within five minutes.

    Needs a fresh proof: a passkey is a way to log in.
    """

    accounts: Accounts
    factors: Factors
    questions: Questions
    authenticators: Authenticators
    proof: FreshProof

    def __call__(self, caller: Caller) -> PasskeyQuestion:
        self.proof.require(caller.tenant_id, caller.session_id)
        known = self.factors.of(caller.tenant_id, caller.user_id).passkeys
        if len(known) >= MAX_PASSKEYS:
            raise FactorExists(f"There are {MAX_PASSKEYS} passkeys already: remove one first.")
        user = self.accounts.find(caller.tenant_id, caller.user_id)
        token = self.questions.ask("registration", caller.tenant_id, caller.user_id) if user else None
        if user is None or token is None:
            raise NoSuchUser("There is no such user.")
        return PasskeyQuestion(token, self.authenticators.creation_options(user, token.digest, known))
