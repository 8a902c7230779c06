"""Other people's accounts over HTTP, for administrators."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal
from uuid import UUID

from chassis.web import Call, Operation, Pages, Reply, View
from services.auth.adapters.inbound.http.administration_bodies import (
    AccountPageView,
    AccountQuery,
    AccountSessionsView,
    AccountSessionView,
    AccountView,
    InviteeBody,
    RolesBody,
)
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.application.administration import Administration
from services.auth.application.ports.administration import AccountFilter
from services.auth.application.use_cases.create_account import Invitee

_TAG = "Administration"
_ALL = "/v1/admin/users"
_ONE = f"{_ALL}/{{user_id}}"


def _operation(
    method: Literal["GET", "POST", "DELETE"],
    path: str,
    handler: Callable[..., Reply],
    responses: Mapping[int, type[View] | None],
    problems: tuple[int, ...] = (),
    *,
    idempotent: bool = False,
) -> Operation:
    return Operation(
        method, path, handler, _TAG, "admin", responses,
        problems=problems, scope="admin", idempotent=idempotent,
    )  # fmt: skip


class AccountsDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, administration: Administration, pages: Pages) -> None:
        self._administration = administration
        self._pages = pages

    def operations(self) -> Sequence[Operation]:
        shown = {200: AccountView}
        return (
            _operation("GET", _ALL, self.list_accounts, {200: AccountPageView}),
            _operation(
                "POST", _ALL, self.create_account, {201: AccountView}, problems=(409,), idempotent=True
            ),
            _operation("GET", _ONE, self.read_account, shown, problems=(404,)),
            _operation("DELETE", _ONE, self.delete_account, {202: None}, problems=(404, 409)),
            _operation("POST", f"{_ONE}/disable", self.disable_account, shown, problems=(404, 409)),
            _operation("POST", f"{_ONE}/enable", self.enable_account, shown, problems=(404, 409)),
            # For no API token: one that leaked must not appoint administrators.
            Operation(
                "PUT", f"{_ONE}/roles", self.set_roles, _TAG, "admin", shown, problems=(404, 409)
            ),
            _operation(
                "GET", f"{_ONE}/sessions", self.list_account_sessions,
                {200: AccountSessionsView}, problems=(404,),
            ),
            _operation(
                "DELETE", f"{_ONE}/sessions", self.end_account_sessions, {204: None}, problems=(404, 409)
            ),
        )  # fmt: skip

    def list_accounts(self, call: Call, query: AccountQuery) -> Reply:
        """List accounts.

        The newest first; what they hold stays theirs.
        """
        wanted = AccountFilter(query.text, query.role, query.state)
        after = self._pages.after("accounts", query.cursor)
        page = self._administration.browse.page(wanted, query.limit, after)
        cursor = self._pages.cursor("accounts", page.after)
        items = [AccountView.of(account) for account in page.items]
        return Reply(AccountPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def create_account(self, call: Call, body: InviteeBody) -> Reply:
        """Create an account.

        Its owner gets a mail with which they set a password, and is in.
        """
        invitee = Invitee(body.email, body.display_name, body.locale)
        user_id = self._administration.create(call.user.user_id, invitee)
        account = AccountView.of(self._administration.browse.one(user_id))
        return Reply(account, 201, {"Location": f"{_ALL}/{user_id}"})

    def read_account(self, call: Call, user_id: UUID) -> Reply:
        """Read an account"""
        del call
        return self._shown(user_id)

    def delete_account(self, call: Call, user_id: UUID) -> Reply:
        """Delete an account

        With everything in it, in every service, at once. Nothing can be brought back.
        """
        self._administration.administer.delete(call.user.user_id, user_id)
        return Reply(status=202)

    def disable_account(self, call: Call, user_id: UUID) -> Reply:
        """Disable an account

        Its sessions and API tokens are refused everywhere within seconds; it keeps what it holds.
        """
        self._administration.administer.disable(call.user.user_id, user_id)
        return self._shown(user_id)

    def enable_account(self, call: Call, user_id: UUID) -> Reply:
        """Enable an account

        Its owner can log in again.
        """
        self._administration.administer.enable(call.user.user_id, user_id)
        return self._shown(user_id)

    def set_roles(self, call: Call, user_id: UUID, body: RolesBody) -> Reply:
        """Change the roles of an account

        It is logged out everywhere, so that the change holds within seconds. Needs a fresh proof, where you
        have a second factor.
        """
        administer = self._administration.administer
        return Reply(AccountView.of(administer.set_roles(session_caller(call), user_id, body.roles)))

    def list_account_sessions(self, call: Call, user_id: UUID) -> Reply:
        """List where an account is logged in"""
        del call
        found = self._administration.browse.sessions(user_id)
        return Reply(AccountSessionsView(items=[AccountSessionView.of(session) for session in found]))

    def end_account_sessions(self, call: Call, user_id: UUID) -> Reply:
        """Log an account out everywhere"""
        self._administration.administer.log_out(call.user.user_id, user_id)
        return Reply()

    def _shown(self, user_id: UUID) -> Reply:
        return Reply(AccountView.of(self._administration.browse.one(user_id)))
