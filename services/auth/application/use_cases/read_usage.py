"""Reading what was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.usage import (
    EntryPlace,
    TotalPlace,
    UsageLedger,
    UsageScope,
    UsageWanted,
)
from services.auth.application.standing import Standing
from services.auth.domain.organisation import Person
from services.auth.domain.usage import Grouping, UsageEntry, UsageTotal


@dataclass(frozen=True)
class ReadUsage:
    """Everybody sees what they used themselves.

    - Administrators of an organisation see what its keys paid for, whoever of its members used them.
    - Administrators of the installation see everything.
    """

    ledger: UsageLedger
    standing: Standing

    def own(self, person: Person) -> UsageScope:
        return UsageScope("tenant", person.tenant_id)

    def of_organisation(self, person: Person, organisation_id: UUID) -> UsageScope:
        """Raises NoSuchOrganisation and NotOrganisationAdmin."""
        self.standing.admin(organisation_id, person.user_id)
        return UsageScope("key_owner", organisation_id)

    def of_everyone(self) -> UsageScope:
        """For administrators of the installation."""
        return UsageScope("everyone")

    def entries(self, wanted: UsageWanted, limit: int, after: EntryPlace | None) -> Sequence[UsageEntry]:
        return self.ledger.entries(wanted, limit, after)

    def totals(
        self, wanted: UsageWanted, by: Grouping, limit: int, after: TotalPlace | None
    ) -> Sequence[UsageTotal]:
        return self.ledger.totals(wanted, by, limit, after)
