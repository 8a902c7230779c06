"""What happened in an organisation."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.standing import Standing
from services.auth.application.use_cases.read_audit import ActPage, ReadAudit
from services.auth.domain.organisation import Person


@dataclass(frozen=True)
class ReadOrganisationActivity:
    """Administrators of the organisation see who did what to whom in it, the newest first."""

    standing: Standing
    audit: ReadAudit

    def __call__(self, admin: Person, organisation_id: UUID, limit: int, after: UUID | None) -> ActPage:
        self.standing.admin(organisation_id, admin.user_id)
        return self.audit.of(organisation_id, limit, after)
