"""The use cases of organisations."""

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_invitations import PostgresInvitations
from services.auth.adapters.outbound.postgres.postgres_members import PostgresMembers
from services.auth.adapters.outbound.postgres.postgres_organisations import PostgresOrganisations
from services.auth.application.organisations import OrganisationCases
from services.auth.application.ports.organisations import OrganisationStores
from services.auth.application.standing import Standing
from services.auth.application.use_cases.answer_invitation import AnswerInvitation
from services.auth.application.use_cases.find_coaches import FindCoaches
from services.auth.application.use_cases.found_organisation import FoundOrganisation
from services.auth.application.use_cases.invite_members import InviteMembers
from services.auth.application.use_cases.keep_organisation import KeepOrganisation
from services.auth.application.use_cases.manage_members import ManageMembers
from services.auth.application.use_cases.read_audit import ReadAudit
from services.auth.application.use_cases.read_organisation_activity import ReadOrganisationActivity
from services.auth.bootstrap.outside import Outside


def postgres_organisations(database: Database, facts: FactWriter) -> OrganisationStores:
    return OrganisationStores(
        PostgresOrganisations(database, facts),
        PostgresMembers(database, facts),
        PostgresInvitations(database, facts),
    )


def build_organisations(outside: Outside) -> OrganisationCases:
    accounts, stores, clock = outside.accounts, outside.organisations, outside.clock
    organisations, standing = stores.organisations, Standing(stores.members)
    audit = ReadAudit(outside.audit_log, outside.audit, clock)
    return OrganisationCases(
        found=FoundOrganisation(accounts, organisations, clock),
        keep=KeepOrganisation(organisations, standing, clock),
        members=ManageMembers(stores.members, standing, clock),
        invite=InviteMembers(stores.invitations, standing, clock),
        answer=AnswerInvitation(accounts, organisations, stores.invitations, stores.members, clock),
        coaches=FindCoaches(organisations, stores.members),
        activity=ReadOrganisationActivity(standing, audit),
    )
