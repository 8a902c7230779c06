"""Shares: what a learner lets a coach read.

A share names the bond under which it was given: the organisation, and since when one has coached the other
there. It counts for as long as that very bond lasts; one that ends never comes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Person:
    """A user, and the personal space that is theirs."""

    user_id: UUID
    tenant_id: UUID


@dataclass(frozen=True)
class Bond:
    """The other side of a learner's or a coach's bond, as auth knows it now."""

    person_id: UUID
    name: str
    organisation_id: UUID
    organisation_name: str
    since: datetime


@dataclass(frozen=True)
class Share:
    """`recording_id` None stands for all of the learner's recordings, present and future."""

    id: UUID
    learner: Person
    coach_id: UUID
    organisation_id: UUID
    bond_since: datetime
    recording_id: UUID | None
    granted_at: datetime
    last_seen_at: datetime | None = None

    def bond_with(self, person_id: UUID, bonds: Iterable[Bond]) -> Bond | None:
        """The bond that the share was given under, if it is among those of today."""
        given = (person_id, self.organisation_id, self.bond_since)
        for bond in bonds:
            if (bond.person_id, bond.organisation_id, bond.since) == given:
                return bond
        return None
