"""Somebody founds an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.organisations import Affiliation, Organisations
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.verified import verified_address
from services.auth.domain.audit import Act
from services.auth.domain.errors import TooManyOrganisations
from services.auth.domain.organisation import (
    MAX_OF_ONE_USER,
    Member,
    Organisation,
    Person,
    clean_organisation_name,
)


@dataclass(frozen=True)
class FoundOrganisation:
    """Any user with a verified address may; the founder is its first administrator."""

    accounts: Accounts
    organisations: Organisations
    clock: Clock

    def __call__(self, person: Person, organisation_id: UUID, name: str) -> Affiliation:
        email, now = verified_address(self.accounts, person), self.clock.now()
        organisation = Organisation(organisation_id, clean_organisation_name(name), now)
        check_room(self.organisations.of(person))
        founder = Member(organisation.id, person, email, "admin", now, now)
        act = Act("organisation.created", now, organisation.id, person.user_id)
        self.organisations.found(organisation, founder, [act])
        return Affiliation(organisation, founder)


def check_room(mine: Sequence[Affiliation]) -> None:
    """Raises TooManyOrganisations: the list of one's organisations has no pages."""
    if len(mine) >= MAX_OF_ONE_USER:
        raise TooManyOrganisations(f"A user belongs to at most {MAX_OF_ONE_USER} organisations.")
