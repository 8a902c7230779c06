"""Users look after their own sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.ports.administration import Change, revoked
from services.auth.application.ports.devices import Devices
from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.device import Device
from services.auth.domain.errors import NoSuchSession
from services.auth.domain.events import SessionRevoked


@dataclass(frozen=True)
class DevicePage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[Device]
    after: UUID | None


@dataclass(frozen=True)
class ManageSessions:
    """Where a user is logged in, and how that ends.

    What is ended is refused here at once and everywhere within seconds. Ending nothing is told, so that
    nobody trusts in the end of a session that they have mistyped.
    """

    devices: Devices
    sessions: Sessions
    clock: Clock

    def page(self, caller: Caller, limit: int, after: UUID | None = None) -> DevicePage:
        """The newest first."""
        now = self.clock.now()
        found = self.devices.page(caller.tenant_id, caller.user_id, now, limit + 1, after)
        items = found[:limit]
        return DevicePage(items, items[-1].session.id if len(found) > limit else None)

    def end(self, caller: Caller, session_id: UUID) -> None:
        """Raises NoSuchSession."""
        over = SessionRevoked(caller.tenant_id, caller.user_id, session_id, "logged_out", self.clock.now())
        if not self.sessions.revoke(over):
            raise NoSuchSession("There is no such session.")

    def end_all(self, caller: Caller, *, keep_current: bool) -> None:
        """Log out everywhere, or everywhere else."""
        change = Change(caller.tenant_id, caller.user_id, self.clock.now(), "logged_out")
        kept = caller.session_id if keep_current else None
        self.devices.end_all(change, lambda ended: revoked(change, ended), kept)
