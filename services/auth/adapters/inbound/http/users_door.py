"""One's own account over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict

from chassis.web import IF_MATCH, IF_NONE_MATCH, Call, Operation, Reply
from services.auth.adapters.inbound.http.account_bodies import DeletionQuery, DeletionView
from services.auth.adapters.inbound.http.bodies import ProfileEdit, UserView
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.application import Application
from services.auth.application.use_cases.change_profile import ProfileChange
from services.auth.domain.profile import FIELDS
from services.auth.domain.user import User

_TAG = "Users"
_ME = "/v1/users/me"


class UsersDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def operations(self) -> Sequence[Operation]:
        shown = {200: UserView}
        return (
            Operation(
                "GET", _ME, self.read_me, _TAG, "user", shown, problems=(404,), headers=(IF_NONE_MATCH,)
            ),
            Operation(
                "PATCH", _ME, self.change_me, _TAG, "user", shown,
                problems=(404, 409, 412), headers=(IF_MATCH,),
            ),
            Operation("DELETE", _ME, self.delete_me, _TAG, "user", {202: DeletionView}, problems=(403, 404)),
            Operation("DELETE", f"{_ME}/deletion", self.cancel_deletion, _TAG, "user", {204: None}),
        )  # fmt: skip

    def read_me(self, call: Call) -> Reply:
        """Read your account."""
        return _shown(self._application.read_profile(call.user.tenant_id, call.user.user_id))

    def change_me(self, call: Call, body: ProfileEdit) -> Reply:
        """Change your account.

        With If-Match the change is made only to the version that you have seen.
        """
        told = body.model_dump(include=body.model_fields_set & set(FIELDS))
        change = ProfileChange(body.display_name, body.locale, told)
        tenant_id, user_id = call.user.tenant_id, call.user.user_id
        changed = self._application.change_profile(
            tenant_id, user_id, change, lambda present: call.require_match(_tag(present))
        )
        return _shown(changed)

    def delete_me(self, call: Call, query: DeletionQuery) -> Reply:
        """Delete your account and everything you have here, now or in thirty days.

        When it begins you are logged out everywhere; then every service erases what it has. Nothing can be
        brought back. Until then everything works as before, and logging in cancels it.

        With a second factor this needs a fresh proof: a login within five minutes, or `POST /v1/auth/proof`.
        """
        if query.when == "now":
            self._application.delete_own_account.now(session_caller(call))
            return Reply(DeletionView(status="begun"), 202)
        due_at = self._application.delete_own_account.later(session_caller(call))
        return Reply(DeletionView(status="scheduled", due_at=due_at), 202)

    def cancel_deletion(self, call: Call) -> Reply:
        """Keep the account whose deletion is scheduled."""
        self._application.accounts.schedule_deletion.cancel(call.user.tenant_id, call.user.user_id)
        return Reply()


def _tag(user: User) -> str:
    return f"{user.id}-{user.version}"


def _shown(user: User) -> Reply:
    view = UserView(
        id=user.id,
        tenant_id=user.tenant_id,
        email=user.email.value,
        email_verified=user.email_verified,
        username=user.username.value if user.username else None,
        display_name=user.display_name,
        locale=user.locale,
        created_at=user.created_at,
        deletion_due_at=user.deletion_due_at,
        **asdict(user.profile),
    )
    return Reply(view, etag=_tag(user))
