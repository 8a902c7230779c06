"""How a call to a foreign service fails, and what each failure asks of the caller.

Nothing that a service wrote goes into a message: it may hold keys, and it is shown to people.
"""

from http import HTTPStatus


class RemoteFailed(Exception):
    """A call had no usable answer; only the subclasses are raised."""


class RemoteBusy(RemoteFailed):
    """Overloaded, out of order or out of reach: the same call may succeed after `retry_after_s`."""

    def __init__(self, reason: str, retry_after_s: float, *, status: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s
        self.status = status
        """Of the answer; None where there was none."""


class RemoteNonsense(RemoteFailed):
    """An answer that can't be used: broken, of another shape, or far too long."""


class RemoteRefused(RemoteFailed):
    """The service understood the call and won't do it, now or later."""

    def __init__(self, status: int) -> None:
        name = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "no known status"
        super().__init__(f"answered {status} ({name})")
        self.status = status


class RemoteOffLimits(RemoteRefused):
    """The address is none that may be called; there was no call."""

    def __init__(self, reason: str) -> None:
        Exception.__init__(self, reason)
        self.status = 0
