"""Outside identity in memory, and providers whose words are decided by a test."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import Unavailable
from services.auth.application.ports.outside_identity import (
    OutsideIdentityPorts,
    OutsideTokenRefused,
    ProviderAnswer,
    ProviderOffer,
    UnlinkOutcome,
)
from services.auth.domain.audit import Fact
from services.auth.domain.errors import NoSuchProvider
from services.auth.domain.outside_identity import (
    LinkedIdentity,
    LoginAttempt,
    LoginSecrets,
    OutsideIdentity,
    OutsideToken,
)
from services.auth.domain.return_addresses import ReturnAddresses
from services.auth.domain.session import Session
from tests.fakes.auth_stores import AuthState

APP = "https://app.example.org"


@dataclass
class OutsideState:
    """What a database would hold beside the accounts."""

    auth: AuthState
    identities: dict[tuple[str, str], LinkedIdentity] = field(default_factory=dict)
    proven: list[tuple[UUID, bytes, UUID]] = field(default_factory=list)
    attempts: dict[bytes, LoginAttempt] = field(default_factory=dict)


class FakeIdentities:
    def __init__(self, state: OutsideState) -> None:
        self._state = state

    def find(self, issuer: str, subject: str) -> LinkedIdentity | None:
        found = self._state.identities.get((issuer, subject))
        return found if found and found.user_id in self._state.auth.users else None

    def link(self, identity: LinkedIdentity, facts: Sequence[Fact]) -> bool:
        auth, person = self._state.auth, (identity.issuer, identity.subject)
        with auth.lock:
            present = self.find(*person)
            again = present and present.user_id == identity.user_id and present.unlinked_at is not None
            user = auth.users.get(identity.user_id)
            gone = user is None or user.tenant_id != identity.tenant_id or user.id in auth.disabled
            if (present and not again) or gone:
                return False
            self._state.identities[person] = identity
            auth.note(facts)
            return True

    def of_user(self, tenant_id: UUID, user_id: UUID) -> Sequence[LinkedIdentity]:
        known = [self.find(*person) for person in self._state.identities]
        mine = [each for each in known if each and (each.tenant_id, each.user_id) == (tenant_id, user_id)]
        linked = [each for each in mine if each.unlinked_at is None]
        return sorted(linked, key=lambda each: (each.linked_at, each.id))

    def unlink(self, identity: LinkedIdentity, at: datetime, facts: Sequence[Fact]) -> UnlinkOutcome:
        auth = self._state.auth
        with auth.lock:
            linked = {each.id for each in self.of_user(identity.tenant_id, identity.user_id)}
            if identity.id not in linked:
                return "unknown"
            logins = auth.logins.values()
            has_password = any(each.user_id == identity.user_id and each.password_hash for each in logins)
            if len(linked) == 1 and not has_password:
                return "last_way_in"
            person = (identity.issuer, identity.subject)
            self._state.identities[person] = replace(identity, unlinked_at=at)
            auth.note(facts)
            return "unlinked"


class FakeProvenSessions:
    def __init__(self, state: OutsideState) -> None:
        self._state = state

    def note(self, tenant_id: UUID, session_id: UUID, proof: bytes) -> None:
        if session_id in self._state.auth.sessions:
            self._state.proven.append((tenant_id, proof, session_id))

    def of(self, tenant_id: UUID, proofs: Sequence[bytes]) -> Sequence[Session]:
        sessions = self._state.auth.sessions
        noted = [row for row in self._state.proven if row[0] == tenant_id and row[1] in proofs]
        found = [sessions[row[2]] for row in noted if row[2] in sessions]
        return sorted(found, key=lambda session: (session.created_at, session.id))


class FakeLoginAttempts:
    def __init__(self, state: OutsideState) -> None:
        self._state = state

    def add(self, attempt: LoginAttempt) -> None:
        self._state.attempts[attempt.digest] = attempt

    def take(self, digest: bytes, now: datetime) -> LoginAttempt | None:
        attempt = self._state.attempts.get(digest)
        if attempt is None or attempt.expires_at <= now:
            return None
        return self._state.attempts.pop(digest)


class FakeProviders:
    """One provider, `google`. `tokens` and `codes` are what it has given out; `away` makes it unreachable."""

    def __init__(self) -> None:
        self.tokens: dict[str, OutsideToken] = {}
        self.codes: dict[str, OutsideIdentity] = {}
        self.asked_with: LoginSecrets | None = None
        self.away = False

    def offers(self) -> Sequence[ProviderOffer]:
        return [ProviderOffer("google", "Google")]

    def login_url(self, name: str, state: str, secrets: LoginSecrets) -> str:
        self._check(name)
        self.asked_with = secrets
        return f"https://google.example/login?state={state}"

    def redeem(self, name: str, answer: ProviderAnswer, secrets: LoginSecrets) -> OutsideIdentity:
        self._check(name)
        if answer.code not in self.codes or secrets != self.asked_with:
            raise OutsideTokenRefused("the provider refused the code")
        return self.codes.pop(answer.code)

    def verify(self, token: str) -> OutsideToken:
        self._check("google")
        if token not in self.tokens:
            raise OutsideTokenRefused("other issuer")
        return self.tokens[token]

    def _check(self, name: str) -> None:
        if name != "google":
            raise NoSuchProvider("There is no such identity provider.")
        if self.away:
            raise Unavailable("away")


def fake_outside_identity(state: OutsideState, providers: FakeProviders) -> OutsideIdentityPorts:
    return OutsideIdentityPorts(
        providers=providers,
        identities=FakeIdentities(state),
        proven=FakeProvenSessions(state),
        attempts=FakeLoginAttempts(state),
        returns=ReturnAddresses(APP),
        key=b"key",
    )
