"""Giving a passkey another name."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.factors import Passkeys
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchFactor
from services.auth.domain.passkey import Passkey, clean_passkey_name


@dataclass(frozen=True)
class RenamePasskey:
    """Change the name by which a user knows a passkey."""

    passkeys: Passkeys
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, name: str) -> Passkey:
        name = clean_passkey_name(name)
        act = Act("factor.renamed", self.clock.now(), tenant_id, user_id, passkey_id)
        passkey = self.passkeys.rename(tenant_id, user_id, passkey_id, name, [act])
        if passkey is None:
            raise NoSuchFactor("There is no such passkey.")
        return passkey
