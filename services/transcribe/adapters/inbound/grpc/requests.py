"""What every method reads from its request."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from chassis.errors import Fault, InvalidInput, Unauthenticated
from chassis.rpc import current_call

Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], text: str, field: str) -> Choice:
    """One of a few names; what there is is said where another was given."""
    try:
        return kind(text)
    except ValueError:
        told = f"is one of {', '.join(kind)}."
        raise InvalidInput(f"`{field}` {told}", faults=[Fault(f"/{field}", told)]) from None


def acting_user() -> UUID:
    """The user behind the call; its method's policy demands one."""
    principal = current_call().principal
    if principal is None:
        raise Unauthenticated("The call needs a user's access token.")
    return principal.user_id
