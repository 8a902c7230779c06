"""auth's erasures and given-up messages in memory, on the state of the other stores."""

from collections.abc import Collection
from uuid import UUID

from chassis.errors import Unavailable
from services.auth.application.ports.erasures import Message
from services.auth.domain.events import TenantPurged
from tests.fakes.auth_stores import AuthState


class FakeErasures:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def confirm(self, tenant_id: UUID, service: str) -> Collection[str]:
        with self._state.lock:
            receipts = self._state.erasures.get(tenant_id)
            if receipts is None:
                return ()
            receipts.add(service)
            return frozenset(receipts)

    def finish(self, purged: TenantPurged) -> bool:
        with self._state.lock:
            if self._state.erasures.pop(purged.tenant_id, None) is None:
                return False
            users = {each.id for each in self._state.users.values() if each.tenant_id == purged.tenant_id}
            for user_id in users:
                del self._state.users[user_id]
            sessions = self._state.sessions
            self._state.sessions = {key: it for key, it in sessions.items() if it.user_id not in users}
            members = self._state.members
            self._state.members = {key: it for key, it in members.items() if key[1] not in users}
            self._state.forget_provider_keys(purged.tenant_id)
            self._state.note([purged])
            return True


class FakeTenantMessages:
    """`purged` holds (tenant, before); `down` makes the broker unreachable."""

    def __init__(self) -> None:
        self.purged: list[tuple[UUID, int | None]] = []
        self.down = False

    def purge(self, tenant_id: UUID, *, before: int | None = None) -> None:
        if self.down:
            raise Unavailable("the broker is down")
        self.purged.append((tenant_id, before))


class FakeDeadLetters:
    def __init__(self) -> None:
        self.letters: list[tuple[UUID, Message]] = []

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        self.letters.append((tenant_id, letter))
