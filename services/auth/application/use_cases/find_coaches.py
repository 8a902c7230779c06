"""Who may coach whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.organisations import Members, NamedMember, Organisations
from services.auth.domain.organisation import Organisation, Person, bond_since

_MOST_COACHES = 500
"""Of one organisation."""


@dataclass(frozen=True)
class Bond:
    """`person` is the coach, or the learner, of whoever asks, in this organisation since then."""

    person: Person
    name: str
    organisation: Organisation
    since: datetime


@dataclass(frozen=True)
class FindCoaches:
    """A coach of an organisation may coach each other member of it; what they may see each member decides.

    A bond that ended and began again is another one: what was granted under the old one stays void.
    """

    organisations: Organisations
    members: Members

    def of(self, learner: Person) -> Sequence[Bond]:
        """The coaches of a learner."""
        return [
            _bond(coach, own.organisation, bond_since(coach.member, own.member))
            for own in self.organisations.of(learner)
            for coach in self.members.page(own.organisation.id, _MOST_COACHES, None, {"coach"})
            if coach.member.person != learner
        ]

    def learners(self, coach: Person, user_ids: Collection[UUID]) -> Sequence[Bond]:
        """Those of the users whom the coach may coach."""
        return [
            _bond(learner, own.organisation, bond_since(own.member, learner.member))
            for own in self.organisations.of(coach)
            if own.member.role == "coach"
            for learner in self.members.among(own.organisation.id, user_ids)
            if learner.member.person != coach
        ]


def _bond(found: NamedMember, organisation: Organisation, since: datetime) -> Bond:
    return Bond(found.member.person, found.name, organisation, since)
