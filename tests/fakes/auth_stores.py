"""auth's ports in memory. The stores share one state, as the adapters share one database."""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import RateLimited, Unavailable
from services.auth.application.ports.accounts import DeletionFacts, Login, RegistrationFacts, nothing_more
from services.auth.application.ports.api_tokens import Kept
from services.auth.application.ports.provider_keys import StoredKey
from services.auth.application.ports.sessions import Presented
from services.auth.application.ports.tokens import Grant
from services.auth.domain.account_tokens import AccountToken
from services.auth.domain.audit import Act, Fact, act_of
from services.auth.domain.email import EmailAddress
from services.auth.domain.events import Event, SessionRevoked
from services.auth.domain.mail import MailRequest
from services.auth.domain.organisation import Invitation, Member, Organisation
from services.auth.domain.password import Password
from services.auth.domain.roles import COACH
from services.auth.domain.second_factor import Challenge
from services.auth.domain.session import TOKENS_END, Reason, Session
from services.auth.domain.user import User
from services.auth.domain.username import Username


@dataclass
class AuthState:
    """What a database would hold."""

    users: dict[UUID, User] = field(default_factory=dict)
    roles: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    disabled: set[UUID] = field(default_factory=set)
    logins: dict[EmailAddress, Login] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    api_tokens: dict[UUID, Kept] = field(default_factory=dict)
    digests: dict[tuple[UUID, bytes], int] = field(default_factory=dict)
    erasures: dict[UUID, set[str]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    provider_keys: dict[tuple[UUID, str], StoredKey] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    mails: list[MailRequest] = field(default_factory=list)
    tokens: dict[bytes, AccountToken] = field(default_factory=dict)
    wishes: dict[UUID, Username] = field(default_factory=dict)
    avatars: dict[UUID, bytes] = field(default_factory=dict)
    told: set[UUID] = field(default_factory=set)
    challenges: dict[bytes, tuple[Challenge, int]] = field(default_factory=dict)
    organisations: dict[UUID, Organisation] = field(default_factory=dict)
    members: dict[tuple[UUID, UUID], Member] = field(default_factory=dict)
    invitations: dict[UUID, Invitation] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def forget_provider_keys(self, tenant_id: UUID) -> None:
        kept = {place: it for place, it in self.provider_keys.items() if place[0] != tenant_id}
        self.provider_keys = kept

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

    def end_sessions(
        self, user_id: UUID, at: datetime, reason: Reason, kept: UUID | None = None
    ) -> Sequence[UUID]:
        """Which have ended, the API tokens that end for this reason among them. Logins that wait for a second
        factor end too."""
        asked = self.challenges.items()
        halves = [key for key, (it, _) in asked if (it.user_id, it.purpose) == (user_id, "login")]
        for key in halves:
            del self.challenges[key]
        own = [each for each in self.sessions.values() if each.user_id == user_id and each.id != kept]
        ended = [each for each in own if each.revoked_at is None]
        for session in ended:
            self.sessions[session.id] = replace(session, revoked_at=at)
        return [*(session.id for session in ended), *self._end_tokens(user_id, at, reason)]

    def _end_tokens(self, user_id: UUID, at: datetime, reason: Reason) -> Sequence[UUID]:
        tokens = [kept.token for kept in self.api_tokens.values() if kept.token.user_id == user_id]
        fitting = [each for each in tokens if TOKENS_END.get(reason) or "admin" in each.scopes]
        ended = [each for each in fitting if reason in TOKENS_END and each.revoked_at is None]
        for token in ended:
            kept = self.api_tokens[token.id]
            self.api_tokens[token.id] = replace(kept, token=replace(token, revoked_at=at))
        return [token.id for token in ended]


class FakeAccounts:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def add(
        self,
        user: User,
        password_hash: str | None,
        facts: Sequence[Fact],
        afterwards: RegistrationFacts = nothing_more,
    ) -> bool:
        with self._state.lock:
            is_new = user.email not in self._state.logins
            if is_new:
                login = Login(user.tenant_id, user.id, password_hash, user.email, user.email_verified)
                self._state.users[user.id] = replace(user, username=None)
                self._state.logins[user.email] = login
                if user.username:
                    self._state.wishes[user.id] = user.username
                self._state.note(facts)
            self._state.note(afterwards(is_new))
            return is_new

    def find_login(self, email: EmailAddress) -> Login | None:
        return self._state.logins.get(email)

    def find_login_by_name(self, username: Username) -> Login | None:
        named = (user for user in self._state.users.values() if user.username == username)
        return next((self._state.logins.get(user.email) for user in named), None)

    def is_current(self, login: Login) -> bool:
        own = [each for each in self._state.logins.values() if each.user_id == login.user_id]
        return any(each.password_hash == login.password_hash for each in own)

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

    def begin_erasure(
        self, tenant_id: UUID, user_id: UUID, at: datetime, facts: DeletionFacts, *, if_due: bool = False
    ) -> bool:
        with self._state.lock:
            user = self._state.users.get(user_id)
            if user is None or user.tenant_id != tenant_id or tenant_id in self._state.erasures:
                return False
            if if_due and (user.deletion_due_at is None or user.deletion_due_at > at):
                return False
            self._state.disabled.add(user_id)
            logins = self._state.logins
            self._state.logins = {name: it for name, it in logins.items() if it.user_id != user_id}
            ended = self._state.end_sessions(user_id, at, "user_deleted")
            self._state.erasures[tenant_id] = set()
            self._state.note(facts(ended))
            return True


class FakeRoles:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def of(self, tenant_id: UUID, user_id: UUID) -> tuple[str, ...]:
        if FakeAccounts(self._state).find(tenant_id, user_id) is None:
            return ()
        own = (member for member in self._state.members.values() if member.person.user_id == user_id)
        coach = {COACH} if any(member.role == "coach" for member in own) else set()
        return tuple(sorted({*self._state.roles.get(user_id, ()), *coach}))

    def replace(self, tenant_id: UUID, user_id: UUID, roles: Collection[str]) -> bool:
        if FakeAccounts(self._state).find(tenant_id, user_id) is None:
            return False
        self._state.roles[user_id] = tuple(sorted(set(roles) - {COACH}))
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


class FakeHasher:
    """Counts what it was asked: the work must be the same for known and unknown addresses. `full` makes it
    refuse."""

    def __init__(self) -> None:
        self.verified = 0
        self.full = False

    def require_room(self) -> None:
        if self.full:
            raise Unavailable("too many", retry_after_s=2)

    def hash(self, password: Password) -> str:
        self.require_room()
        return f"hash of {password.text}"

    def verify(self, password_hash: str | None, password: Password) -> bool:
        self.require_room()
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


class KeptGrants:
    """Remembers what each token says, in the order of issue."""

    def __init__(self) -> None:
        self.grants: list[Grant] = []

    def issue(self, grant: Grant) -> str:
        self.grants.append(grant)
        return f"access token {len(self.grants)}"
