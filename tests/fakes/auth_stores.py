"""auth's ports in memory. The stores share one state, as the adapters share one database."""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import RateLimited, Unavailable
from services.auth.application.ports.accounts import DeletionFacts, Login
from services.auth.application.ports.erasures import Message
from services.auth.application.ports.sessions import Presented
from services.auth.application.ports.tokens import Grant
from services.auth.domain.audit import Act, Fact, act_of
from services.auth.domain.email import EmailAddress
from services.auth.domain.events import Event, SessionRevoked, TenantPurged
from services.auth.domain.mail import MailRequest
from services.auth.domain.password import Password
from services.auth.domain.session import Session
from services.auth.domain.user import User


@dataclass
class AuthState:
    """What a database would hold."""

    users: dict[UUID, User] = field(default_factory=dict)
    roles: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    disabled: set[UUID] = field(default_factory=set)
    logins: dict[EmailAddress, Login] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    digests: dict[tuple[UUID, bytes], int] = field(default_factory=dict)
    erasures: dict[UUID, set[str]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    mails: list[MailRequest] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def note(self, facts: Iterable[Fact]) -> None:
        """Every event is an act too."""
        for fact in facts:
            match fact:
                case Act():
                    self.acts.append(fact)
                case MailRequest():
                    self.mails.append(fact)
                case _:
                    self.events.append(fact)
                    self.acts.append(act_of(fact))


class FakeAccounts:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def add(self, user: User, password_hash: str, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            if user.email in self._state.logins:
                return False
            self._state.users[user.id] = user
            self._state.logins[user.email] = Login(user.tenant_id, user.id, password_hash)
            self._state.note(facts)
            return True

    def find_login(self, email: EmailAddress) -> Login | None:
        return self._state.logins.get(email)

    def find(self, tenant_id: UUID, user_id: UUID) -> User | None:
        user = self._state.users.get(user_id)
        hidden = user is None or user.tenant_id != tenant_id or user_id in self._state.disabled
        return None if hidden else user

    def change(self, user: User) -> bool:
        with self._state.lock:
            present = self.find(user.tenant_id, user.id)
            if present is None or present.version != user.version - 1:
                return False
            self._state.users[user.id] = user
            return True

    def begin_erasure(self, tenant_id: UUID, user_id: UUID, at: datetime, facts: DeletionFacts) -> bool:
        with self._state.lock:
            user = self._state.users.get(user_id)
            if user is None or user.tenant_id != tenant_id or tenant_id in self._state.erasures:
                return False
            self._state.disabled.add(user_id)
            logins = self._state.logins
            self._state.logins = {name: it for name, it in logins.items() if it.user_id != user_id}
            ended = [
                each.id
                for each in self._state.sessions.values()
                if each.user_id == user_id and each.revoked_at is None
            ]
            for session_id in ended:
                session = self._state.sessions[session_id]
                self._state.sessions[session_id] = replace(session, revoked_at=at)
            self._state.erasures[tenant_id] = set()
            self._state.note(facts(ended))
            return True


class FakeRoles:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def of(self, tenant_id: UUID, user_id: UUID) -> tuple[str, ...]:
        known = FakeAccounts(self._state).find(tenant_id, user_id)
        return self._state.roles.get(user_id, ()) if known else ()

    def replace(self, tenant_id: UUID, user_id: UUID, roles: Collection[str]) -> bool:
        if FakeAccounts(self._state).find(tenant_id, user_id) is None:
            return False
        self._state.roles[user_id] = tuple(sorted(roles))
        return True


class FakeSessions:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def open(self, session: Session, digest: bytes, facts: Sequence[Fact] = ()) -> bool:
        with self._state.lock:
            user = self._state.users.get(session.user_id)
            gone = user is None or user.tenant_id != session.tenant_id or user.id in self._state.disabled
            if gone:
                return False
            self._state.sessions[session.id] = session
            self._state.digests[session.id, digest] = session.generation
            self._state.note(facts)
            return True

    def find_presented(self, tenant_id: UUID, session_id: UUID, digest: bytes) -> Presented | None:
        session = self._state.sessions.get(session_id)
        generation = self._state.digests.get((session_id, digest))
        if session is None or generation is None or session.tenant_id != tenant_id:
            return None
        return Presented(session, generation)

    def rotate(self, session: Session, digest: bytes) -> bool:
        with self._state.lock:
            present = self._state.sessions.get(session.id)
            if present is None or present.revoked_at or present.generation != session.generation - 1:
                return False
            self._state.sessions[session.id] = session
            self._state.digests[session.id, digest] = session.generation
            return True

    def revoke(self, revoked: SessionRevoked) -> bool:
        with self._state.lock:
            present = self._state.sessions.get(revoked.session_id)
            if present is None or present.revoked_at or _owner(present) != _owner(revoked):
                return False
            self._state.sessions[present.id] = replace(present, revoked_at=revoked.at)
            self._state.note([revoked])
            return True

    def find_anywhere(self, session_id: UUID) -> Session | None:
        return self._state.sessions.get(session_id)


def _owner(owned: Session | SessionRevoked) -> tuple[UUID, UUID]:
    return owned.tenant_id, owned.user_id


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


class FakeHasher:
    """Counts what it was asked: the work must be the same for known and unknown addresses."""

    def __init__(self) -> None:
        self.verified = 0

    def hash(self, password: Password) -> str:
        return f"hash of {password.text}"

    def verify(self, password_hash: str | None, password: Password) -> bool:
        self.verified += 1
        return password_hash == f"hash of {password.text}"


class FakeGuessing:
    """Refuses after `allowed` failures of one peer with one account."""

    def __init__(self, allowed: int = 5) -> None:
        self.allowed = allowed
        self.failures: list[tuple[EmailAddress, str]] = []

    def check(self, email: EmailAddress, peer: str) -> None:
        if self.failures.count((email, peer)) >= self.allowed:
            raise RateLimited("too many", retry_after_s=12)

    def count_failure(self, email: EmailAddress, peer: str) -> None:
        self.failures.append((email, peer))


class ReadableIssuer:
    """Tokens that a test can read."""

    def issue(self, grant: Grant) -> str:
        roles = ",".join(grant.roles) or "-"
        return f"{grant.user_id} {grant.tenant_id} {grant.session_id} {grant.token_id} {roles}"
