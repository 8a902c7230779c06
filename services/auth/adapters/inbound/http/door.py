"""The HTTP application of auth."""

from flask import Flask

from chassis.web import Description, Edge, Pages, create_app
from services.auth.adapters.inbound.http.accounts_door import AccountsDoor
from services.auth.adapters.inbound.http.api_tokens_door import ApiTokensDoor
from services.auth.adapters.inbound.http.audit_door import AuditDoor
from services.auth.adapters.inbound.http.avatar_door import AvatarDoor
from services.auth.adapters.inbound.http.credentials_door import CredentialsDoor
from services.auth.adapters.inbound.http.devices_door import DevicesDoor
from services.auth.adapters.inbound.http.factors_door import FactorsDoor
from services.auth.adapters.inbound.http.identities_door import IdentitiesDoor
from services.auth.adapters.inbound.http.invitations_door import InvitationsDoor
from services.auth.adapters.inbound.http.machines_door import MachinesDoor
from services.auth.adapters.inbound.http.organisations_door import OrganisationsDoor
from services.auth.adapters.inbound.http.proofs_door import ProofsDoor
from services.auth.adapters.inbound.http.provider_keys_door import ProviderKeysDoor
from services.auth.adapters.inbound.http.recovery_door import RecoveryDoor
from services.auth.adapters.inbound.http.sessions_door import DoorLimits, SessionsDoor
from services.auth.adapters.inbound.http.token_replies import TokenReplies
from services.auth.adapters.inbound.http.usage_door import UsageDoor
from services.auth.adapters.inbound.http.users_door import UsersDoor
from services.auth.application import Application

DESCRIPTION = Description(
    name="rostrum-auth",
    title="Rostrum accounts",
    version="1.0.0",
    summary="Who is calling, and what they may do: accounts, sessions, tokens, organisations, keys, usage.",
    openapi_path="/v1/auth/openapi.json",
    docs_path="/v1/auth/docs",
)


def create_door(application: Application, edge: Edge, limits: DoorLimits) -> Flask:
    """The WSGI application; its description tells the operations in this order."""
    pages = Pages(edge.secret)
    doors = (
        SessionsDoor(application, limits, edge.site),
        DevicesDoor(application.own_sessions, pages, edge.site.cookies),
        UsersDoor(application),
        AvatarDoor(application.accounts.avatar),
        CredentialsDoor(application.accounts),
        RecoveryDoor(application.accounts, limits.recoveries),
        FactorsDoor(application.factors),
        ProofsDoor(application.factors, TokenReplies(edge.site.cookies)),
        IdentitiesDoor(application.outside_logins, TokenReplies(edge.site.cookies)),
        ApiTokensDoor(application.api_tokens),
        OrganisationsDoor(application.organisations, pages),
        InvitationsDoor(application.organisations, pages),
        ProviderKeysDoor(application.vault.manage),
        UsageDoor(application.usage.read, edge.secret),
        AccountsDoor(application.administration, pages),
        MachinesDoor(application),
        AuditDoor(application.administration.audit, pages),
    )
    operations = [operation for door in doors for operation in door.operations()]
    return create_app(DESCRIPTION, operations, edge)
