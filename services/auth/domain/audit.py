"""Acts that matter to security: who did what to whom, and when.

An act holds ids and words of ours, never an address, a name or a secret: it outlives the account that it
is about. Where it came from (network address, program) is personal, kept beside it and erased with the
account.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.auth.domain.events import Event, SessionRevoked, TenantPurged, UserDeleted, UserRegistered
from services.auth.domain.mail import MailRequest

ActKind = Literal[
    "account.created",
    "account.deleted",
    "account.deletion_cancelled",
    "account.deletion_ordered",
    "account.deletion_scheduled",
    "account.disabled",
    "account.enabled",
    "account.purged",
    "account.registered",
    "api_token.created",
    "api_token.refused",
    "api_token.revoked",
    "audit.exported",
    "email.change_requested",
    "email.changed",
    "email.verified",
    "factor.added",
    "factor.refused",
    "factor.removed",
    "factor.renamed",
    "identity.linked",
    "identity.refused",
    "identity.unlinked",
    "invitation.declined",
    "invitation.revoked",
    "login.challenged",
    "login.refused",
    "login.succeeded",
    "login.throttled",
    "mail.given_up",
    "member.invited",
    "member.joined",
    "member.left",
    "member.removed",
    "member.role_changed",
    "organisation.created",
    "organisation.deleted",
    "organisation.renamed",
    "password.changed",
    "password.refused",
    "password.reset",
    "password.reset_requested",
    "proof.given",
    "proof.refused",
    "provider_key.deleted",
    "provider_key.lent",
    "provider_key.stored",
    "provider_key.tested",
    "recording.read_by_coach",
    "recovery_code.used",
    "recovery_codes.renewed",
    "role.granted",
    "role.withdrawn",
    "session.revoked",
    "share.granted",
    "share.revoked",
    "username.chosen",
]


@dataclass(frozen=True)
class Act:
    """`actor_id` is None where nobody is known, or an operator acted. `target_id` is whom or what it was done
    to, where that is not the actor. `details` are short words of ours, such as a reason."""

    kind: ActKind
    at: datetime
    tenant_id: UUID | None = None
    actor_id: UUID | None = None
    target_id: UUID | None = None
    details: Mapping[str, str] = field(default_factory=dict)


Fact = Event | Act | MailRequest
"""What a change leaves behind: an event that others hear, an act for the audit trail alone, or a mail."""

_OF_TOKENS = frozenset({"token_revoked", "token_rotated"})


def act_of(event: Event) -> Act:
    """Every announcement of this service is an act as well."""
    match event:
        case UserRegistered():
            return Act("account.registered", event.at, event.tenant_id, event.user_id)
        case UserDeleted():
            target_id = event.user_id if event.by else None
            return Act("account.deleted", event.at, event.tenant_id, event.by or event.user_id, target_id)
        case SessionRevoked():
            return _end_of_session(event)
        case TenantPurged():
            return Act("account.purged", event.at, event.tenant_id)


def _end_of_session(event: SessionRevoked) -> Act:
    """Of what its user ended the session is the target; of what somebody else did, it is the user."""
    kind: ActKind = "api_token.revoked" if event.reason in _OF_TOKENS else "session.revoked"
    details: dict[str, str] = {"reason": event.reason}
    if event.by is None:
        return Act(kind, event.at, event.tenant_id, event.user_id, event.session_id, details)
    details |= {"session_id": str(event.session_id)}
    return Act(kind, event.at, event.tenant_id, event.by, event.user_id, details)
