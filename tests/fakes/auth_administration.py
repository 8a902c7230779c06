"""What administrators reach, in memory, on the state of the other stores."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.auth.application.ports.administration import (
    AccountFilter,
    AccountSummary,
    Change,
    EndingFacts,
)
from services.auth.application.ports.audit import ActFilter, RecordedAct
from services.auth.domain.audit import Act, Fact
from services.auth.domain.session import Session
from services.auth.domain.user import User
from tests.fakes.auth_stores import AuthState


class FakeAudit:
    """The trail, and what reads it."""

    def __init__(self, state: AuthState) -> None:
        self._state = state

    def record(self, act: Act) -> None:
        self._state.note([act])

    def record_once(self, tenant_id: UUID, message_id: UUID, act: Act) -> None:
        assert act.tenant_id == tenant_id
        if message_id not in self._state.told:
            self._state.told.add(message_id)
            self._state.note([act])

    def page(self, wanted: ActFilter, limit: int, after: UUID | None) -> Sequence[RecordedAct]:
        found = [RecordedAct(UUID(int=place), act) for place, act in enumerate(self._state.acts, 1)]
        fitting = (each for each in reversed(found) if _fits(each, wanted))
        return [each for each in fitting if after is None or each.id < after][:limit]


def _fits(recorded: RecordedAct, wanted: ActFilter) -> bool:
    act = recorded.act
    return (
        wanted.tenant_id in (None, act.tenant_id)
        and (wanted.person_id is None or wanted.person_id in (act.actor_id, act.target_id))
        and wanted.kind in (None, act.kind, act.kind.partition(".")[0])
        and wanted.peer in (None, recorded.peer)
        and (wanted.since is None or act.at >= wanted.since)
        and (wanted.until is None or act.at < wanted.until)
    )


class FakeAccountDirectory:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def page(self, wanted: AccountFilter, limit: int, after: UUID | None) -> Sequence[AccountSummary]:
        everybody = (self._summary(user) for user in self._state.users.values())
        fitting = [each for each in everybody if _matches(each, wanted)]
        newest_first = sorted(fitting, key=lambda each: each.user_id, reverse=True)
        return [each for each in newest_first if after is None or each.user_id < after][:limit]

    def find(self, user_id: UUID) -> AccountSummary | None:
        user = self._state.users.get(user_id)
        return self._summary(user) if user else None

    def sessions(self, tenant_id: UUID, user_id: UUID) -> Sequence[Session]:
        live = [each for each in self._state.sessions.values() if each.revoked_at is None]
        own = [each for each in live if each.user_id == user_id and each.tenant_id == tenant_id]
        return sorted(own, key=lambda each: each.id, reverse=True)

    def _summary(self, user: User) -> AccountSummary:
        disabled = "disabled" if user.id in self._state.disabled else "active"
        kept = any(login.user_id == user.id for login in self._state.logins.values())
        return AccountSummary(
            user.id,
            user.tenant_id,
            user.email.value if kept else None,
            user.display_name,
            self._state.roles.get(user.id, ()),
            "deleting" if user.tenant_id in self._state.erasures else disabled,
            len(self.sessions(user.tenant_id, user.id)),
            user.created_at,
        )


def _matches(account: AccountSummary, wanted: AccountFilter) -> bool:
    text = (wanted.text or "").lower()
    texts = ((account.email or "").lower(), account.display_name.lower())
    return (
        (not text or text == str(account.user_id) or any(text in each for each in texts))
        and (wanted.role is None or wanted.role in account.roles)
        and wanted.state in (None, account.state)
    )


class FakeAccountStates:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def disable(self, change: Change, facts: EndingFacts) -> bool:
        with self._state.lock:
            if not self._is_active(change):
                return False
            self._state.disabled.add(change.user_id)
            self.end_sessions(change, facts)
            return True

    def enable(self, change: Change, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            if change.user_id not in self._state.disabled or change.tenant_id in self._state.erasures:
                return False
            self._state.disabled.remove(change.user_id)
            self._state.note(facts)
            return True

    def give_roles(self, change: Change, roles: Collection[str], facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            if not self._is_active(change):
                return False
            self._state.roles[change.user_id] = tuple(sorted(roles))
            self._state.note(facts)
            return True

    def take_roles(self, change: Change, roles: Collection[str], facts: EndingFacts) -> bool:
        with self._state.lock:
            if not self.give_roles(change, roles, ()):
                return False
            self.end_sessions(change, facts)
            return True

    def end_sessions(self, change: Change, facts: EndingFacts) -> None:
        with self._state.lock:
            self._state.note(facts(self._state.end_sessions(change.user_id, change.at, change.reason)))

    def _is_active(self, change: Change) -> bool:
        user = self._state.users.get(change.user_id)
        known = user is not None and user.tenant_id == change.tenant_id
        return known and change.user_id not in self._state.disabled
