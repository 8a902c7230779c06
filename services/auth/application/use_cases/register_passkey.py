"""Adding a passkey."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.factor_facts import factor_added
from services.auth.application.ports.authenticators import Answer, Authenticators, PasskeyRefused
from services.auth.application.ports.factors import Factors, Passkeys
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.application.questions import Questions
from services.auth.domain.errors import FactorExists, FactorRefused
from services.auth.domain.passkey import Credential, Passkey, clean_passkey_name
from services.auth.domain.recovery_code import RecoveryCode, codes_for

_REFUSED = "The challenge is used or has expired, or the passkey does not answer it: begin again."


@dataclass(frozen=True)
class Registered:
    """The passkey, and the recovery codes that come with a first factor."""

    passkey: Passkey
    codes: Sequence[RecoveryCode]


@dataclass(frozen=True)
class RegisterPasskey:
    """Keep the passkey that an authenticator made: from now on it opens sessions, alone or as second factor.

    - The challenge is answered once. The authenticator has verified its user, for a site of ours.
    - A credential belongs to one user. Who makes authenticators is not asked (no attestation).
    - With the first factor come ten recovery codes, shown now and never again.
    """

    factors: Factors
    passkeys: Passkeys
    questions: Questions
    authenticators: Authenticators
    clock: Clock
    new_id: IdGenerator
    random: RandomBytes

    def __call__(self, user_id: UUID, challenge: str, name: str, answer: Answer) -> Registered:
        name = clean_passkey_name(name)
        asked = self.questions.take(challenge, "registration")
        if asked is None or asked.tenant_id is None or asked.user_id != user_id:
            raise FactorRefused(_REFUSED)
        credential, now = self._credential(answer, asked.digest), self.clock.now()
        passkey = Passkey(self.new_id(), asked.tenant_id, user_id, name, credential, now)
        codes = codes_for(self.factors.of(asked.tenant_id, user_id), self.random)
        facts = factor_added(asked.tenant_id, user_id, now, "passkey", passkey.id)
        if not self.passkeys.add(passkey, [each.digest for each in codes], facts):
            raise FactorExists("This passkey is registered already.")
        return Registered(passkey, codes)

    def _credential(self, answer: Answer, nonce: bytes) -> Credential:
        try:
            return self.authenticators.created(answer, nonce)
        except PasskeyRefused:
            raise FactorRefused(_REFUSED) from None
