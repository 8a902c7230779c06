"""Organisations, their members, and whom they have invited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.organisation import Invitation, Member, Organisation, Person


@dataclass(frozen=True)
class Affiliation:
    """An organisation as one of its members sees it."""

    organisation: Organisation
    member: Member


@dataclass(frozen=True)
class NamedMember:
    """A member, with the name that they give themselves today."""

    member: Member
    name: str


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation as the invited sees it."""

    invitation: Invitation
    organisation: Organisation


class Organisations(Protocol):
    """Each method is one transaction; facts are stored in it or not at all."""

    def found(self, organisation: Organisation, founder: Member, facts: Sequence[Fact]) -> None: ...

    def of(self, person: Person) -> Sequence[Affiliation]:
        """Those that the person belongs to, joined earliest first."""
        ...

    def find(self, organisation_id: UUID) -> Organisation | None: ...

    def rename(self, organisation: Organisation, facts: Sequence[Fact]) -> bool:
        """False where the stored version is not the one before this."""
        ...

    def delete(self, organisation_id: UUID, facts: Sequence[Fact]) -> bool:
        """With members, invitations and everything else of it; False where there is none."""
        ...


class Members(Protocol):
    """Each method is one transaction, and changes of one organisation follow each other. Whose account is
    disabled or being erased is no member for as long as it is."""

    def find(self, organisation_id: UUID, user_id: UUID) -> Member | None: ...

    def page(
        self, organisation_id: UUID, limit: int, after: UUID | None, shown: Collection[str]
    ) -> Sequence[NamedMember]:
        """Those with one of the roles `shown`, by user id."""
        ...

    def among(self, organisation_id: UUID, user_ids: Collection[UUID]) -> Sequence[NamedMember]:
        """Those of the users who are members."""
        ...

    def change_role(self, member: Member, facts: Sequence[Fact]) -> bool:
        """False where there is no such member; raises LastAdmin."""
        ...

    def remove(self, organisation_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        """False where there is no such member; raises LastAdmin."""
        ...


class Invitations(Protocol):
    """Each method is one transaction."""

    def add(self, invitation: Invitation, facts: Sequence[Fact]) -> None:
        """Replaces an earlier one to the same address."""
        ...

    def page(self, organisation_id: UUID, limit: int, after: UUID | None) -> Sequence[Invitation]:
        """The newest first, expired ones as well."""
        ...

    def withdraw(self, organisation_id: UUID, invitation_id: UUID, facts: Sequence[Fact]) -> bool:
        """False where there is none."""
        ...

    def addressed_to(self, email: EmailAddress, now: datetime) -> Sequence[OpenInvitation]:
        """Those that are still open, whatever the organisation."""
        ...

    def accept(self, invitation: Invitation, member: Member, facts: Sequence[Fact]) -> bool:
        """Uses it up and adds the member. False where it was over first, or they are a member."""
        ...


@dataclass(frozen=True)
class OrganisationStores:
    """Everything that is kept of organisations."""

    organisations: Organisations
    members: Members
    invitations: Invitations
