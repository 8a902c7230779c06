"""Organisations: who belongs to them, and as what.

An organisation owns no recordings: those stay in the personal space of whoever made them.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from chassis.errors import InvalidInput
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import LastAdmin

MemberRole = Literal["user", "coach", "admin"]
"""`coach`: learners may share recordings with them. `admin`: looks after the organisation, and sees no
recording of anybody."""
MAX_NAME = 100
MAX_OF_ONE_USER = 50
INVITATION_LIFE = timedelta(days=7)
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@dataclass(frozen=True)
class Person:
    """A user, and the personal space that is theirs."""

    user_id: UUID
    tenant_id: UUID


@dataclass(frozen=True)
class Organisation:
    """`id` is its tenant's as well. `version` grows with each change."""

    id: UUID
    name: str
    created_at: datetime
    version: int = 1

    def renamed(self, name: str) -> "Organisation":
        return replace(self, name=clean_organisation_name(name), version=self.version + 1)


@dataclass(frozen=True)
class Member:
    """`email` is the address with which they joined. `role_since` starts anew with each role."""

    organisation_id: UUID
    person: Person
    email: EmailAddress
    role: MemberRole
    joined_at: datetime
    role_since: datetime

    def given(self, role: MemberRole, now: datetime) -> "Member":
        return replace(self, role=role, role_since=now)


@dataclass(frozen=True)
class Invitation:
    """`email` is the only address whose owner can accept it."""

    id: UUID
    organisation_id: UUID
    email: EmailAddress
    role: MemberRole
    invited_by: UUID
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.created_at + INVITATION_LIFE

    def accepted(self, person: Person, now: datetime) -> Member:
        return Member(self.organisation_id, person, self.email, self.role, now, now)


def bond_since(coach: Member, learner: Member) -> datetime:
    """Since when one has been the other's coach without a break: who leaves and comes back starts anew."""
    return max(coach.role_since, learner.joined_at)


def keep_an_admin(admins: Collection[UUID], without: UUID) -> None:
    """Raises LastAdmin where nobody would be left to look after the organisation."""
    if set(admins) == {without}:
        raise LastAdmin("An organisation keeps at least one administrator: appoint another one first.")


def clean_organisation_name(text: str) -> str:
    """Printable and composed, without margins."""
    name = unicodedata.normalize("NFC", text).strip()
    if not 0 < len(name) <= MAX_NAME:
        raise InvalidInput(f"The name of an organisation has 1 to {MAX_NAME} characters.")
    if any(unicodedata.category(character) in _UNPRINTABLE for character in name):
        raise InvalidInput("The name of an organisation holds printable characters only.")
    return name
