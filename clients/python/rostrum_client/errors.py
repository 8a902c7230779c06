"""Every error of the client: what was wrong in `detail`, what to do about it in `fix`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rostrum_client.fixes import FIXES


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: where it is and what would be accepted."""

    pointer: str
    detail: str


class RostrumError(Exception):
    """Base of all errors of this package."""

    default_fix: ClassVar[str] = ""

    def __init__(self, detail: str, *, fix: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fix = self.default_fix if fix is None else fix


class ConnectionFailed(RostrumError):
    """The server can't be reached, or stopped answering."""

    default_fix = "Check the address (--url or ROSTRUM_URL) and that the platform is running: make up."


class NotLoggedIn(RostrumError):
    """There is no token for this server."""

    default_fix = "Log in: rostrum login EMAIL (or rostrum register EMAIL)."


class SecondFactorNeeded(RostrumError):
    """The account has a second factor, and nobody was there to ask for it."""

    default_fix = "Log in with rostrum login EMAIL, or give log_in what asks for the code."


class UnreadableFile(RostrumError):
    """A file named by the user can't be read."""

    default_fix = "Check the name and that the file can be read."


class UnexpectedAnswer(RostrumError):
    """The server answered something that is not Rostrum's."""

    default_fix = "Check that the address is that of a Rostrum server."


class TimedOut(RostrumError):
    """The work took longer than the caller wanted to wait; it goes on."""

    default_fix = "The work goes on. Look again with: rostrum list."


class ApiError(RostrumError):
    """The server refused. Fields are those of its problem document (RFC 9457)."""

    def __init__(
        self, status: int, problem: Mapping[str, object], *, retry_after_s: float | None = None
    ) -> None:
        title = str(problem.get("title") or f"HTTP status {status}")
        self.code = str(problem.get("code") or "")
        super().__init__(str(problem.get("detail") or title), fix=FIXES.get(self.code))
        self.status = status
        self.title = title
        self.request_id = str(problem.get("request_id") or "")
        self.faults = _faults(problem.get("errors"))
        self.retry_after_s = retry_after_s
        if retry_after_s and isinstance(self, RateLimited | Unavailable):
            self.fix = f"Try again in {retry_after_s:.0f} s."


class InvalidInput(ApiError):
    """Something about the request can't be accepted: 400, 415, 416, 422."""

    default_fix = "Change what is named above and send it again."


class Unauthenticated(ApiError):
    """Who is calling is not known, or no longer holds: 401."""

    default_fix = "Log in again: rostrum login EMAIL."


class PermissionDenied(ApiError):
    """Who is calling may not do this: 403."""

    default_fix = "Use an account that may do this."


class NotFound(ApiError):
    """There is no such thing, or it is not yours: 404."""

    default_fix = "List what there is: rostrum list."


class Conflict(ApiError):
    """It does not fit the present state: 409, 412."""

    default_fix = "Look at the present state and try again: rostrum list."


class TooLarge(ApiError):
    """More bytes, items or seconds than the limit allows: 413."""

    default_fix = "Send a shorter or more compressed recording, or raise the server's limit."


class RateLimited(ApiError):
    """Too often: 429."""

    default_fix = "Wait a little and try again."


class Unavailable(ApiError):
    """Not just now: 502, 503, 504."""

    default_fix = "Try again in a moment."


class ServerFault(ApiError):
    """The server failed: any other 5xx."""

    default_fix = "Report it with the request id, and look into the server's log."


class RecordingEnded(RostrumError):
    """The recording ended without a report: it failed, or was cancelled."""

    default_fix = "Change what is named above and submit it again."

    def __init__(self, detail: str, *, status: str, problem: Mapping[str, object] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.problem = dict(problem or {})


_BY_STATUS: Mapping[int, type[ApiError]] = {
    400: InvalidInput,
    401: Unauthenticated,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    413: TooLarge,
    415: InvalidInput,
    416: InvalidInput,
    422: InvalidInput,
    429: RateLimited,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def error_of(status: int, problem: Mapping[str, object], retry_after_s: float | None = None) -> ApiError:
    """The typed error of a problem document."""
    kind = _BY_STATUS.get(status, ServerFault if status >= 500 else InvalidInput)
    return kind(status, problem, retry_after_s=retry_after_s)


def _faults(errors: object) -> Sequence[Fault]:
    if not isinstance(errors, list):
        return ()
    entries = (entry for entry in errors if isinstance(entry, Mapping))
    return tuple(Fault(str(e.get("pointer", "")), str(e.get("detail", ""))) for e in entries)
