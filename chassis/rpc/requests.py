"""What methods read from their requests."""

from uuid import UUID

from google.protobuf.message import Message

from chassis.errors import Fault, InvalidInput


def id_in(request: Message, field: str) -> UUID:
    """Raises `InvalidInput` where the field holds none."""
    return id_of(getattr(request, field), field)


def id_of(text: str, field: str) -> UUID:
    """One of several ids in a field; raises `InvalidInput` where it is none."""
    try:
        return UUID(text)
    except ValueError:
        fault = Fault(f"/{field}", "is not an id.")
        raise InvalidInput("The request holds what is no id.", code="invalid_id", faults=[fault]) from None
