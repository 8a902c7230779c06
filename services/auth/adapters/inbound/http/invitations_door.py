"""Invitations to organisations, and the coaches one finds there, over HTTP."""

from collections.abc import Sequence
from uuid import UUID

from chassis.web import Call, Limit, Operation, Pages, Reply
from services.auth.adapters.inbound.http.callers import caller
from services.auth.adapters.inbound.http.organisation_bodies import (
    CoachesView,
    CoachView,
    InvitationPageView,
    InvitationQuery,
    InvitationView,
    NewInvitation,
    OpenInvitationsView,
    OpenInvitationView,
    OrganisationView,
)
from services.auth.application.organisations import OrganisationCases

_TAG = "Organisations"
_SENT = "/v1/organisations/{organisation_id}/invitations"
_MINE = "/v1/invitations"
_ONE = f"{_MINE}/{{invitation_id}}"
_PER_MINUTE = 20
"""Each sends a mail to a stranger."""


class InvitationsDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, organisations: OrganisationCases, pages: Pages) -> None:
        self._organisations = organisations
        self._pages = pages

    def operations(self) -> Sequence[Operation]:
        mails = (Limit("invitations", _PER_MINUTE),)
        return (
            Operation(
                "POST", _SENT, self.invite_member, _TAG, "user", {201: InvitationView}, mails, idempotent=True
            ),
            Operation("GET", _SENT, self.list_invitations, _TAG, "user", {200: InvitationPageView}),
            Operation(
                "DELETE", f"{_SENT}/{{invitation_id}}", self.revoke_invitation, _TAG, "user", {204: None}
            ),
            Operation(
                "GET", _MINE, self.list_my_invitations, _TAG, "user", {200: OpenInvitationsView},
                problems=(404,),
            ),
            Operation(
                "POST", f"{_ONE}/accept", self.accept_invitation, _TAG, "user", {200: OrganisationView},
                problems=(409,),
            ),
            Operation("POST", f"{_ONE}/decline", self.decline_invitation, _TAG, "user", {204: None}),
            Operation("GET", "/v1/coaches", self.list_coaches, _TAG, "user", {200: CoachesView}),
        )  # fmt: skip

    def invite_member(self, call: Call, organisation_id: UUID, body: NewInvitation) -> Reply:
        """Invite somebody

        For administrators. The invitation goes to the address by mail, lasts a week and replaces an earlier
        one. The answer is the same whether the address has an account or not.
        """
        invitation = self._organisations.invite.invite(
            caller(call), organisation_id, call.resource_id(), body.email, body.role
        )
        location = {"Location": f"/v1/organisations/{organisation_id}/invitations/{invitation.id}"}
        return Reply(InvitationView.of(invitation), 201, location)

    def list_invitations(self, call: Call, organisation_id: UUID, query: InvitationQuery) -> Reply:
        """List invitations

        For administrators: those that nobody has used.
        """
        scope = f"invitations:{organisation_id}"
        after = self._pages.after(scope, query.cursor)
        page = self._organisations.invite.page(caller(call), organisation_id, query.limit, after)
        cursor = self._pages.cursor(scope, page.after)
        items = [InvitationView.of(each) for each in page.items]
        return Reply(InvitationPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def revoke_invitation(self, call: Call, organisation_id: UUID, invitation_id: UUID) -> Reply:
        """Revoke an invitation

        For administrators.
        """
        self._organisations.invite.revoke(caller(call), organisation_id, invitation_id)
        return Reply()

    def list_my_invitations(self, call: Call) -> Reply:
        """List the invitations to you

        To the address of your account, once you have verified it.
        """
        mine = self._organisations.answer.mine(caller(call))
        return Reply(OpenInvitationsView(items=[OpenInvitationView.of(each) for each in mine]))

    def accept_invitation(self, call: Call, invitation_id: UUID) -> Reply:
        """Accept an invitation

        It must be for the address of your account, which must be verified; any other is not found.
        """
        return Reply(OrganisationView.of(self._organisations.answer.accept(caller(call), invitation_id)))

    def decline_invitation(self, call: Call, invitation_id: UUID) -> Reply:
        """Decline an invitation"""
        self._organisations.answer.decline(caller(call), invitation_id)
        return Reply()

    def list_coaches(self, call: Call) -> Reply:
        """List your coaches

        The coaches of your organisations: those whom you can share recordings with.
        """
        bonds = self._organisations.coaches.of(caller(call))
        return Reply(CoachesView(items=[CoachView.of(bond) for bond in bonds]))
