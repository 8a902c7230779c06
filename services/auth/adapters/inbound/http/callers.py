"""The caller of a request in the words of the domain."""

from chassis.web import Call
from services.auth.domain.organisation import Person


def caller(call: Call) -> Person:
    return Person(call.user.user_id, call.user.tenant_id)
