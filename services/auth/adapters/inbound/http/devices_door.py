"""One's own sessions over HTTP."""

from collections.abc import Sequence
from uuid import UUID

from chassis.web import Call, Operation, PageQuery, Pages, Reply
from chassis.web.cookies import SessionCookies
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.adapters.inbound.http.device_bodies import LogOutQuery, SessionPageView, SessionView
from services.auth.adapters.inbound.http.token_replies import TokenReplies
from services.auth.application.use_cases.manage_sessions import ManageSessions

_TAG = "Sessions"
_ALL = "/v1/users/me/sessions"


class DevicesDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, sessions: ManageSessions, pages: Pages, cookies: SessionCookies) -> None:
        self._sessions = sessions
        self._pages = pages
        self._replies = TokenReplies(cookies)

    def operations(self) -> Sequence[Operation]:
        return (
            Operation("GET", _ALL, self.list_my_sessions, _TAG, "user", {200: SessionPageView}),
            Operation("DELETE", _ALL, self.end_my_sessions, _TAG, "user", {204: None}),
            Operation("DELETE", f"{_ALL}/{{session_id}}", self.end_my_session, _TAG, "user", {204: None}),
        )

    def list_my_sessions(self, call: Call, query: PageQuery) -> Reply:
        """List where you are logged in."""
        after = self._pages.after("sessions", query.cursor)
        page = self._sessions.page(session_caller(call), query.limit, after)
        cursor = self._pages.cursor("sessions", page.after)
        items = [SessionView.of(device, call.user.session_id) for device in page.items]
        return Reply(SessionPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def end_my_session(self, call: Call, session_id: UUID) -> Reply:
        """Log out on one device.

        The tokens of that session are refused everywhere within seconds.
        """
        self._sessions.end(session_caller(call), session_id)
        return self._replies.over(call.user) if session_id == call.user.session_id else Reply()

    def end_my_sessions(self, call: Call, query: LogOutQuery) -> Reply:
        """Log out everywhere.

        This session ends with the others, unless `keep_current` is true. API tokens go on: they have their
        own list.
        """
        self._sessions.end_all(session_caller(call), keep_current=query.keep_current)
        return Reply() if query.keep_current else self._replies.over(call.user)
