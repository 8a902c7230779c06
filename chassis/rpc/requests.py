"""What methods read from their requests."""

from uuid import UUID

from google.protobuf.message import Message

from chassis.errors import Fault, InvalidInput


def id_in(request: Message, field: str) -> UUID:
    """Raises `InvalidInput` where the field holds none."""
    try:
        return UUID(getattr(request, field))
    except ValueError:
        fault = Fault(f"/{field}", "is not an id.")
        raise InvalidInput("The request holds what is no id.", code="invalid_id", faults=[fault]) from None
