"""What is done with organisations."""

from dataclasses import dataclass

from services.auth.application.use_cases.answer_invitation import AnswerInvitation
from services.auth.application.use_cases.find_coaches import FindCoaches
from services.auth.application.use_cases.found_organisation import FoundOrganisation
from services.auth.application.use_cases.invite_members import InviteMembers
from services.auth.application.use_cases.keep_organisation import KeepOrganisation
from services.auth.application.use_cases.manage_members import ManageMembers
from services.auth.application.use_cases.read_organisation_activity import ReadOrganisationActivity


@dataclass(frozen=True)
class OrganisationCases:
    """Organisations, their members, and who may coach whom."""

    found: FoundOrganisation
    keep: KeepOrganisation
    members: ManageMembers
    invite: InviteMembers
    answer: AnswerInvitation
    coaches: FindCoaches
    activity: ReadOrganisationActivity
