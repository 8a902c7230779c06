"""Where users are logged in, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.administration import Change, EndingFacts
from services.auth.domain.device import Device
from tests.fakes.auth_stores import AuthState


class FakeDevices:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def page(
        self, tenant_id: UUID, user_id: UUID, now: datetime, limit: int, after: UUID | None
    ) -> Sequence[Device]:
        found = sorted(self._state.sessions.values(), key=lambda each: each.id, reverse=True)
        own = [each for each in found if (each.tenant_id, each.user_id) == (tenant_id, user_id)]
        wanted = [each for each in own if each.is_active(now) and (after is None or each.id < after)]
        return [Device(each) for each in wanted[:limit]]

    def end_all(self, change: Change, facts: EndingFacts, kept: UUID | None) -> None:
        with self._state.lock:
            going = [each for each in self._state.sessions.values() if each.revoked_at is None]
            ended = [each for each in going if each.user_id == change.user_id and each.id != kept]
            for session in ended:
                self._state.sessions[session.id] = replace(session, revoked_at=change.at)
            self._state.note(facts([session.id for session in ended]))
