"""Organisations and their members over HTTP."""

from collections.abc import Sequence
from uuid import UUID

from chassis.web import IF_MATCH, IF_NONE_MATCH, Call, Operation, Pages, Reply
from services.auth.adapters.inbound.http.callers import caller
from services.auth.adapters.inbound.http.organisation_bodies import (
    DeedPageView,
    DeedQuery,
    DeedView,
    DeletionQuery,
    MemberPageView,
    MemberQuery,
    MembershipView,
    MemberView,
    NewOrganisation,
    OrganisationEdit,
    OrganisationsView,
    OrganisationView,
    RoleBody,
)
from services.auth.application.organisations import OrganisationCases
from services.auth.application.ports.organisations import Affiliation
from services.auth.domain.organisation import Organisation

_TAG = "Organisations"
_ALL = "/v1/organisations"
_ONE = f"{_ALL}/{{organisation_id}}"
_MEMBERS = f"{_ONE}/members"


class OrganisationsDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, organisations: OrganisationCases, pages: Pages) -> None:
        self._organisations = organisations
        self._pages = pages

    def operations(self) -> Sequence[Operation]:
        shown = {200: OrganisationView}
        member = f"{_MEMBERS}/{{user_id}}"
        return (
            Operation(
                "POST", _ALL, self.found_organisation, _TAG, "user", {201: OrganisationView},
                idempotent=True, problems=(404, 409),
            ),
            Operation("GET", _ALL, self.list_organisations, _TAG, "user", {200: OrganisationsView}),
            Operation(
                "GET", _ONE, self.read_organisation, _TAG, "user", shown, headers=(IF_NONE_MATCH,)
            ),
            Operation(
                "PATCH", _ONE, self.rename_organisation, _TAG, "user", shown,
                problems=(409, 412), headers=(IF_MATCH,),
            ),
            Operation("DELETE", _ONE, self.delete_organisation, _TAG, "user", {204: None}),
            Operation(
                "POST", f"{_ONE}/leave", self.leave_organisation, _TAG, "user", {204: None}, problems=(409,)
            ),
            Operation("GET", _MEMBERS, self.list_members, _TAG, "user", {200: MemberPageView}),
            Operation(
                "PATCH", member, self.change_member, _TAG, "user", {200: MembershipView}, problems=(409,)
            ),
            Operation("DELETE", member, self.remove_member, _TAG, "user", {204: None}, problems=(409,)),
            Operation(
                "GET", f"{_ONE}/activity", self.read_organisation_activity, _TAG, "user",
                {200: DeedPageView},
            ),
        )  # fmt: skip

    def found_organisation(self, call: Call, body: NewOrganisation) -> Reply:
        """Found an organisation

        You are its first administrator. It needs a verified address.
        """
        own = self._organisations.found(caller(call), call.resource_id(), body.name)
        location = {"Location": f"{_ALL}/{own.organisation.id}"}
        return Reply(OrganisationView.of(own), 201, location, _tag(own.organisation))

    def list_organisations(self, call: Call) -> Reply:
        """List your organisations"""
        own = self._organisations.keep.mine(caller(call))
        return Reply(OrganisationsView(items=[OrganisationView.of(each) for each in own]))

    def read_organisation(self, call: Call, organisation_id: UUID) -> Reply:
        """Read an organisation

        404 for those that you do not belong to.
        """
        return _shown(self._organisations.keep.read(caller(call), organisation_id))

    def rename_organisation(self, call: Call, organisation_id: UUID, body: OrganisationEdit) -> Reply:
        """Rename an organisation

        For its administrators. With If-Match only the version that you have seen is changed.
        """
        renamed = self._organisations.keep.rename(
            caller(call), organisation_id, body.name, lambda present: call.require_match(_tag(present))
        )
        return _shown(renamed)

    def delete_organisation(self, call: Call, organisation_id: UUID, query: DeletionQuery) -> Reply:
        """Delete an organisation

        For its administrators. Members, invitations, provider keys and every share between its learners and
        coaches end with it; recordings stay with those who made them.
        """
        self._organisations.keep.delete(caller(call), organisation_id, query.confirm)
        return Reply()

    def leave_organisation(self, call: Call, organisation_id: UUID) -> Reply:
        """Leave an organisation

        What you share with its coaches, or they with you, is not shared any more, at once. Its last
        administrator can't leave.
        """
        self._organisations.members.leave(caller(call), organisation_id)
        return Reply()

    def list_members(self, call: Call, organisation_id: UUID, query: MemberQuery) -> Reply:
        """List members

        Administrators see everybody with their address; all others see coaches and administrators.
        """
        scope = f"members:{organisation_id}"
        after = self._pages.after(scope, query.cursor)
        page = self._organisations.members.page(caller(call), organisation_id, query.limit, after)
        cursor = self._pages.cursor(scope, page.after)
        items = [MemberView.of(each, with_address=page.with_addresses) for each in page.items]
        return Reply(MemberPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def change_member(self, call: Call, organisation_id: UUID, user_id: UUID, body: RoleBody) -> Reply:
        """Change the role of a member

        For administrators. A coach who becomes something else sees nothing more, at once; a new coach can
        call the doors of coaches from their next access token on.
        """
        person = caller(call)
        changed = self._organisations.members.change_role(person, organisation_id, user_id, body.role)
        return Reply(MembershipView.of(changed))

    def remove_member(self, call: Call, organisation_id: UUID, user_id: UUID) -> Reply:
        """Remove a member

        For administrators.
        """
        self._organisations.members.remove(caller(call), organisation_id, user_id)
        return Reply()

    def read_organisation_activity(self, call: Call, organisation_id: UUID, query: DeedQuery) -> Reply:
        """Read what happened in an organisation

        For administrators: who came, went, invited whom and became what. The newest first.
        """
        scope = f"organisation-activity:{organisation_id}"
        after = self._pages.after(scope, query.cursor)
        page = self._organisations.activity(caller(call), organisation_id, query.limit, after)
        cursor = self._pages.cursor(scope, page.after)
        items = [DeedView.of(recorded) for recorded in page.items]
        return Reply(DeedPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))


def _tag(organisation: Organisation) -> str:
    return f"{organisation.id}-{organisation.version}"


def _shown(own: Affiliation) -> Reply:
    return Reply(OrganisationView.of(own), etag=_tag(own.organisation))
