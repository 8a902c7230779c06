"""The caller of a request in the words of the application."""

from chassis.web import Call
from services.auth.application.caller import Caller
from services.auth.domain.organisation import Person


def caller(call: Call) -> Person:
    return Person(call.user.user_id, call.user.tenant_id)


def session_caller(call: Call) -> Caller:
    """With the session, and where the request came from."""
    user = call.user
    return Caller(user.tenant_id, user.user_id, user.session_id, call.peer)
