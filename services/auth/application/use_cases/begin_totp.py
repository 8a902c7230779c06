"""Setting up an authenticator app."""

from dataclasses import dataclass, field

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.factors import Factors, Totp, totp_label
from services.auth.application.ports.sealing import Sealer
from services.auth.application.ports.time_and_chance import RandomBytes
from services.auth.domain.errors import FactorExists, NoSuchUser
from services.auth.domain.totp import SECRET_BYTES, otpauth_uri, written


@dataclass(frozen=True)
class NewTotp:
    """Shown once."""

    secret: str = field(repr=False)
    otpauth_uri: str = field(repr=False)


@dataclass(frozen=True)
class BeginTotp:
    """Make a secret for an authenticator app.

    - It counts for nothing until a code confirms it. Beginning again replaces what was not confirmed.
    - The secret is shown now and never again; it is kept encrypted.
    - Needs a fresh proof: whoever stole a session must not bind the account to an app of theirs.
    """

    accounts: Accounts
    factors: Factors
    sealer: Sealer
    proof: FreshProof
    random: RandomBytes

    def __call__(self, caller: Caller) -> NewTotp:
        self.proof.require(caller.tenant_id, caller.session_id)
        user = self.accounts.find(caller.tenant_id, caller.user_id)
        if user is None:
            raise NoSuchUser("There is no such user.")
        secret = self.random(SECRET_BYTES)
        sealed = self.sealer.seal(totp_label(caller.tenant_id, caller.user_id), secret)
        if not self.factors.begin_totp(Totp(caller.tenant_id, caller.user_id, sealed)):
            raise FactorExists("There is an authenticator app already: remove it first.")
        return NewTotp(written(secret), otpauth_uri(secret, user.email.value))
