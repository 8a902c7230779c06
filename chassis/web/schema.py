"""The bases of what comes in and goes out as JSON, and how a pydantic fault becomes ours."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from chassis.errors import Fault, InvalidInput

_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_LARGEST = 2**31 - 1
"""What fits into a number of the wire and of the databases."""
_MAX_FAULTS = 20
_MAX_NAME = 64


class Body(BaseModel):
    """A JSON request body: no unknown fields, no silent conversions (a bool is no int)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Query(BaseModel):
    """Query parameters: text is converted, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_digits(value: object) -> object:
    """pydantic alone takes `5_0`, `1.0` and ` 5` too."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise PydanticCustomError("int_parsing", "is no whole number in digits")
    return value


WholeNumber = Annotated[int, BeforeValidator(_in_digits), Field(le=_LARGEST)]
"""A number in a query."""


class PageQuery(Query):
    """The two parameters of every list."""

    limit: WholeNumber = Field(default=20, ge=1, le=100, description="How many items at most.")
    cursor: str | None = Field(default=None, max_length=1024, description="`next_cursor` of the page before.")


class View(BaseModel):
    """A JSON response body."""

    model_config = ConfigDict(frozen=True)


class FaultView(View):
    """One thing wrong with the input."""

    pointer: str
    detail: str


class LimitView(View):
    """The limit that is used up."""

    name: str = Field(description="As in the `RateLimit` headers.")
    quota: float
    used: float
    window_s: int = Field(description="Seconds that `quota` is for; 0: for all time.")
    frees_in_s: float | None = Field(description="Seconds until some of it is free; null: not by itself.")


class ProblemView(View):
    """RFC 9457 problem details, as `application/problem+json`."""

    type: str = Field(description="Stable URI of this kind of problem.")
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable slug; the end of `type`.")
    instance: str
    request_id: str
    retryable: bool = Field(description="Whether the same request may succeed later.")
    errors: list[FaultView] | None = None
    limit: LimitView | None = Field(default=None, description="Which limit is used up, where it is one.")


_OWN_WORDS = {
    "missing": "is required.",
    "extra_forbidden": "is not known here.",
}
"""Instead of pydantic's, which speak of fields and extra inputs."""


def invalid(error: ValidationError, *, where: str = "") -> InvalidInput:
    """Every fault at once, without the values that were sent."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    faults = [
        Fault(pointer=where + "".join(_step(part) for part in fault["loc"]), detail=_sentence(fault))
        for fault in details[:_MAX_FAULTS]
    ]
    told = (f"`{fault.pointer.removeprefix(where).strip('/') or 'body'}`: {fault.detail}" for fault in faults)
    return InvalidInput(" ".join(told), faults=faults)


def _sentence(fault: ErrorDetails) -> str:
    """What is wrong, to follow the name of the field."""
    said = _OWN_WORDS.get(fault["type"]) or fault["msg"].rstrip(".") + "."
    return said[:1].lower() + said[1:]


def _step(part: str | int) -> str:
    """One step of a JSON pointer (RFC 6901). Names come from the sender: they are escaped and cut."""
    return "/" + str(part)[:_MAX_NAME].replace("~", "~0").replace("/", "~1")
