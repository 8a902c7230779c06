"""What the care of accounts reaches, in memory, on the state of the other stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.auth.application.ports.account_stores import AccountStores
from services.auth.application.ports.accounts import DeletionFacts
from services.auth.application.ports.credentials import NewPassword
from services.auth.domain.account_tokens import AccountToken
from services.auth.domain.audit import Fact
from services.auth.domain.errors import BadImage
from services.auth.domain.mail import MailRequest
from services.auth.domain.user import User
from services.auth.domain.username import Username
from tests.fakes.auth_stores import AuthState, FakeAccounts


class FakeAccountTokens:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def add(self, token: AccountToken) -> bool:
        if FakeAccounts(self._state).find(token.tenant_id, token.user_id) is None:
            return False
        self._state.tokens[token.digest] = token
        return True

    def find(self, digest: bytes) -> AccountToken | None:
        return self._state.tokens.get(digest)


class FakeCredentials:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def verify_address(self, token: AccountToken, at: datetime, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            user = self._spend(token)
            if user is None or user.email != token.address:
                return False
            wish = self._state.wishes.pop(user.id, None)
            self._change(user, email_verified=True, username=self._free(wish, user))
            self._state.note(facts)
            return True

    def change_address(self, token: AccountToken, at: datetime, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            user = self._spend(token)
            if user is None or token.address in self._state.logins:
                return False
            self._void(user)
            login = self._state.logins.pop(user.email)
            self._state.logins[token.address] = replace(login, email=token.address)
            self._change(user, email=token.address, email_verified=True)
            self._state.note(facts)
            return True

    def change_password(self, new: NewPassword, facts: DeletionFacts) -> bool:
        with self._state.lock:
            user = self._spend(new.token) if new.token else self._state.users.get(new.user_id)
            login = self._state.logins.get(user.email) if user else None
            if user is None or login is None or (new.token and new.token.address != user.email):
                return False
            if new.replaces not in (None, login.password_hash):
                return False
            self._void(user, "password_reset")
            self._void(user, "email_change")
            self._state.logins[user.email] = replace(
                login, password_hash=new.password_hash, password_changed_at=new.at
            )
            if new.token:
                self._change(user, version=user.version, email_verified=True)
            self._state.note(facts(self._state.end_sessions(new.user_id, new.at, new.reason, new.kept)))
            return True

    def claim_username(
        self, tenant_id: UUID, user_id: UUID, username: Username, facts: Sequence[Fact]
    ) -> bool:
        with self._state.lock:
            user = FakeAccounts(self._state).find(tenant_id, user_id)
            if user is None or self._free(username, user) is None:
                return False
            self._change(user, username=username)
            self._state.note(facts)
            return True

    def _spend(self, token: AccountToken) -> User | None:
        if token.digest not in self._state.tokens:
            return None
        user = self._state.users[token.user_id]
        self._void(user, token.purpose)
        return user

    def _void(self, user: User, purpose: str | None = None) -> None:
        tokens = self._state.tokens.items()
        self._state.tokens = {
            key: it for key, it in tokens if it.user_id != user.id or purpose not in (None, it.purpose)
        }

    def _free(self, username: Username | None, user: User) -> Username | None:
        others = (each.username for each in self._state.users.values() if each.id != user.id)
        taken = {name.skeleton for name in others if name}
        return username if username and username.skeleton not in taken else None

    def _change(self, user: User, **fields: object) -> None:
        values: dict[str, Any] = {"version": user.version + 1, **fields}
        changed = replace(user, **values)
        self._state.users[user.id] = changed
        login = self._state.logins[changed.email]
        self._state.logins[changed.email] = replace(login, verified=changed.email_verified)


class FakeScheduledDeletions:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def schedule(self, tenant_id: UUID, user_id: UUID, due_at: datetime, facts: Sequence[Fact]) -> bool:
        return self._change(tenant_id, user_id, due_at, facts)

    def cancel(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        return self._change(tenant_id, user_id, None, facts)

    def due(self, at: datetime) -> Sequence[tuple[UUID, UUID]]:
        scheduled = [
            user for user in self._state.users.values() if user.deletion_due_at and user.deletion_due_at <= at
        ]
        return [(user.tenant_id, user.id) for user in scheduled if user.tenant_id not in self._state.erasures]

    def _change(self, tenant_id: UUID, user_id: UUID, due_at: datetime | None, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            user = FakeAccounts(self._state).find(tenant_id, user_id)
            if user is None or (user.deletion_due_at is None) == (due_at is None):
                return False
            self._state.users[user_id] = replace(user, deletion_due_at=due_at, version=user.version + 1)
            self._state.note(facts)
            return True


class FakeAvatars:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def store(self, tenant_id: UUID, user_id: UUID, content: bytes) -> bool:
        if FakeAccounts(self._state).find(tenant_id, user_id) is None:
            return False
        self._state.avatars[user_id] = content
        return True

    def find(self, tenant_id: UUID, user_id: UUID) -> bytes | None:
        user = self._state.users.get(user_id)
        return self._state.avatars.get(user_id) if user and user.tenant_id == tenant_id else None

    def remove(self, tenant_id: UUID, user_id: UUID) -> None:
        if self.find(tenant_id, user_id) is not None:
            del self._state.avatars[user_id]


class FakePortraits:
    def portrait(self, picture: bytes) -> bytes:
        if not picture.startswith(b"picture"):
            raise BadImage("no picture")
        return b"portrait of " + picture


class FakeMailQueue:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def add(self, request: MailRequest) -> None:
        self._state.note([request])


def fake_account_stores(state: AuthState) -> AccountStores:
    return AccountStores(
        tokens=FakeAccountTokens(state),
        credentials=FakeCredentials(state),
        deletions=FakeScheduledDeletions(state),
        avatars=FakeAvatars(state),
        portraits=FakePortraits(),
        mails=FakeMailQueue(state),
    )
