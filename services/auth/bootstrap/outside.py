"""What the use cases reach."""

import secrets
from dataclasses import dataclass

from chassis.clock import new_id
from services.auth.application.ports.account_stores import AccountStores
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.administration import AccountDirectory, AccountStates
from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.application.ports.audit import AuditLog, AuditTrail, ToldActs
from services.auth.application.ports.devices import Devices
from services.auth.application.ports.erasures import DeadLetters, Erasures, TenantMessages
from services.auth.application.ports.factors import FactorPorts
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.application.ports.organisations import OrganisationStores
from services.auth.application.ports.outside_identity import OutsideIdentityPorts
from services.auth.application.ports.passwords import CommonPasswords, PasswordHasher
from services.auth.application.ports.provider_keys import VaultPorts
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.sealing import Sealer
from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.application.ports.tokens import AccessTokenIssuer, SigningKeys
from services.auth.application.ports.usage import UsageLedger


@dataclass(frozen=True)
class Outside:
    """Tests put their own in its place."""

    accounts: Accounts
    roles: Roles
    sessions: Sessions
    devices: Devices
    api_tokens: ApiTokens
    erasures: Erasures
    messages: TenantMessages
    dead_letters: DeadLetters
    hasher: PasswordHasher
    common_passwords: CommonPasswords
    guessing: GuessingLimits
    audit: AuditTrail
    audit_log: AuditLog
    told_acts: ToldActs
    directory: AccountDirectory
    states: AccountStates
    sealer: Sealer
    vault: VaultPorts
    issuer: AccessTokenIssuer
    keys: SigningKeys
    organisations: OrganisationStores
    account_stores: AccountStores
    factors: FactorPorts
    outside_identity: OutsideIdentityPorts
    usage: UsageLedger
    clock: Clock
    verified_only: bool = False
    new_id: IdGenerator = new_id
    random: RandomBytes = secrets.token_bytes
