"""The one family of errors that crosses every boundary of the platform.

Use cases and adapters raise these; gRPC carries them as `google.rpc.Status`, the HTTP edge renders
them once as RFC 9457 problem documents, and a failed job stores the same document. `detail` is shown
to the client, so it says what was wrong, which limit holds and what would be accepted, and never
holds a secret, a path or another tenant's data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

PROBLEM_TYPE_BASE = "https://rostrum.dev/problems/"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: a JSON pointer (or the field's name) and what to do about it."""

    pointer: str
    detail: str


class RostrumError(Exception):
    """Something failed on our side that no client can mend.

    The base of the family; only its subclasses are raised.

    `code` is a stable slug: clients switch on it, and it ends the problem's `type`.
    `status` is the HTTP status that the error has at the edge.
    `passes` says that the same request may succeed later; `retryable` says it of one error.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    default_code: ClassVar[str] = "internal"
    passes: ClassVar[bool] = False

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        faults: Sequence[Fault] = (),
        retry_after_s: float | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.default_code
        self.faults = tuple(faults)
        self.retry_after_s = retry_after_s
        self.retryable = self.passes if retryable is None else retryable

    def to_problem(self) -> dict[str, object]:
        """The RFC 9457 document, without the request's own `instance` and `request_id`."""
        problem: dict[str, object] = {
            "type": PROBLEM_TYPE_BASE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.faults:
            problem["errors"] = [{"pointer": f.pointer, "detail": f.detail} for f in self.faults]
        return problem


@dataclass(frozen=True)
class Problem:
    """A problem document (RFC 9457), the same that the HTTP edge shows."""

    type: str
    title: str
    status: int
    detail: str
    code: str

    @classmethod
    def of(cls, error: RostrumError) -> Self:
        return cls.read(error.to_problem())

    @classmethod
    def read(cls, document: Mapping[str, object]) -> Self:
        """From what `to_problem` made."""
        return cls(
            type=str(document["type"]),
            title=str(document["title"]),
            status=int(str(document["status"])),
            detail=str(document["detail"]),
            code=str(document["code"]),
        )


class InvalidInput(RostrumError):
    """The request is well formed and can't be accepted as it is."""

    status = 422
    title = "Invalid input"
    default_code = "invalid_input"


class Malformed(InvalidInput):
    """The request can't be read at all: broken JSON, a missing part, a header that makes no sense."""

    status = 400
    title = "Malformed request"
    default_code = "malformed_request"


class UnsupportedMedia(InvalidInput):
    """The content is of a kind that is not accepted."""

    status = 415
    title = "Unsupported media type"
    default_code = "unsupported_media"


class RangeNotSatisfiable(InvalidInput):
    """The asked range lies outside the content."""

    status = 416
    title = "Range not satisfiable"
    default_code = "range_not_satisfiable"


class Unauthenticated(RostrumError):
    """Who is calling is not known, or no longer holds."""

    status = 401
    title = "Authentication required"
    default_code = "unauthenticated"


class PermissionDenied(RostrumError):
    """Who is calling is known and may not do this."""

    status = 403
    title = "Permission denied"
    default_code = "permission_denied"


class NotFound(RostrumError):
    """There is no such thing, or it is not the caller's to see: the two look the same."""

    status = 404
    title = "Not found"
    default_code = "not_found"


class Conflict(RostrumError):
    """The request does not fit the present state."""

    status = 409
    title = "Conflict"
    default_code = "conflict"


class PreconditionFailed(Conflict):
    """An If-Match or If-None-Match condition does not hold."""

    status = 412
    title = "Precondition failed"
    default_code = "precondition_failed"


class TooLarge(RostrumError):
    """More bytes, items or seconds than the limit allows."""

    status = 413
    title = "Too large"
    default_code = "too_large"


class RateLimited(RostrumError):
    """Too often; `retry_after_s` says when it is worth trying again."""

    status = 429
    title = "Too many requests"
    default_code = "rate_limited"
    passes = True


@dataclass(frozen=True)
class Standing:
    """Where a caller stands with one limit: `used` of `quota` in any `window_s` seconds.

    `reset_s` says when all of it is free again.
    """

    name: str
    quota: float
    window_s: int
    used: float
    reset_s: int


class LimitReached(RateLimited):
    """Too often; `retry_after_s` says when it is worth trying again.

    The first of `standings` is the limit that is used up; the others were looked at with it.
    """

    def __init__(
        self,
        detail: str,
        standings: Sequence[Standing],
        *,
        retry_after_s: float,
        code: str | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(detail, code=code, retry_after_s=retry_after_s, retryable=retryable)
        self.standings = tuple(standings)

    def to_problem(self) -> dict[str, object]:
        """Says which limit it is, how much of it is used, and when some of it is free."""
        reached = self.standings[0]
        limit = {
            "name": reached.name,
            "quota": reached.quota,
            "used": reached.used,
            "window_s": reached.window_s,
            "frees_in_s": self.retry_after_s,
        }
        return super().to_problem() | {"limit": limit}


class Unavailable(RostrumError):
    """A dependency or a slot is missing just now; the same request may succeed later."""

    status = 503
    title = "Unavailable"
    default_code = "unavailable"
    passes = True


FAMILY: Mapping[str, type[RostrumError]] = {
    kind.default_code: kind
    for kind in (
        InvalidInput,
        Malformed,
        UnsupportedMedia,
        RangeNotSatisfiable,
        Unauthenticated,
        PermissionDenied,
        NotFound,
        Conflict,
        PreconditionFailed,
        TooLarge,
        RateLimited,
        Unavailable,
    )
}
"""Every error that may cross the wire, by its default code."""
