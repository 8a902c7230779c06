"""The ports of second factors in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import RateLimited
from services.auth.application.ports.authenticators import Answer, Options, PasskeyRefused
from services.auth.application.ports.factors import FactorPorts, Totp
from services.auth.domain.audit import Fact
from services.auth.domain.passkey import Credential, Passkey
from services.auth.domain.second_factor import (
    MAX_ATTEMPTS,
    Challenge,
    CodeMethod,
    Enrolment,
    Purpose,
)
from services.auth.domain.session import BROUGHT
from services.auth.domain.user import User
from tests.fakes.auth_stores import AuthState


@dataclass
class FactorState:
    """What a database would hold beside users and sessions. Wrong codes of one peer with one user are refused
    after five."""

    auth: AuthState
    failures: list[tuple[UUID, str]] = field(default_factory=list)
    totps: dict[UUID, Totp] = field(default_factory=dict)
    codes: dict[UUID, set[bytes]] = field(default_factory=dict)
    passkeys: dict[UUID, Passkey] = field(default_factory=dict)
    proofs: dict[UUID, datetime] = field(default_factory=dict)

    @property
    def challenges(self) -> dict[bytes, tuple[Challenge, int]]:
        return self.auth.challenges

    def is_there(self, tenant_id: UUID, user_id: UUID) -> bool:
        user = self.auth.users.get(user_id)
        return user is not None and user.tenant_id == tenant_id and user_id not in self.auth.disabled

    def enrolment(self, tenant_id: UUID, user_id: UUID) -> Enrolment:
        totp = self.totps.get(user_id)
        mine = [each for each in self.passkeys.values() if each.user_id == user_id]
        if not self.is_there(tenant_id, user_id):
            return Enrolment()
        since = totp.confirmed_at if totp else None
        return Enrolment(since, tuple(mine), len(self.codes.get(user_id, ())))

    def replace_codes(self, user_id: UUID, codes: Sequence[bytes]) -> None:
        if codes:
            self.codes[user_id] = set(codes)

    def drop_last_codes(self, tenant_id: UUID, user_id: UUID) -> None:
        if not self.enrolment(tenant_id, user_id).exists:
            self.codes.pop(user_id, None)


class FakeFactors:
    def __init__(self, state: FactorState) -> None:
        self._state = state

    def of(self, tenant_id: UUID, user_id: UUID) -> Enrolment:
        return self._state.enrolment(tenant_id, user_id)

    def find_totp(self, tenant_id: UUID, user_id: UUID) -> Totp | None:
        totp = self._state.totps.get(user_id)
        return totp if totp and totp.tenant_id == tenant_id else None

    def begin_totp(self, totp: Totp) -> bool:
        with self._state.auth.lock:
            present = self._state.totps.get(totp.user_id)
            is_free = present is None or present.confirmed_at is None
            if not is_free or not self._state.is_there(totp.tenant_id, totp.user_id):
                return False
            self._state.totps[totp.user_id] = totp
            return True

    def confirm_totp(self, totp: Totp, codes: Sequence[bytes], facts: Sequence[Fact]) -> bool:
        with self._state.auth.lock:
            present = self.find_totp(totp.tenant_id, totp.user_id)
            if present is None or present.confirmed_at or present.secret != totp.secret:
                return False
            self._state.totps[totp.user_id] = totp
            self._state.replace_codes(totp.user_id, codes)
            self._state.auth.note(facts)
            return True

    def spend_step(self, tenant_id: UUID, user_id: UUID, step: int) -> bool:
        with self._state.auth.lock:
            totp = self.find_totp(tenant_id, user_id)
            if totp is None or totp.last_step >= step:
                return False
            self._state.totps[user_id] = replace(totp, last_step=step)
            return True

    def remove_totp(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._state.auth.lock:
            if self.find_totp(tenant_id, user_id) is None:
                return False
            del self._state.totps[user_id]
            self._state.drop_last_codes(tenant_id, user_id)
            self._state.auth.note(facts)
            return True

    def use_recovery_code(self, tenant_id: UUID, user_id: UUID, digest: bytes, facts: Sequence[Fact]) -> bool:
        with self._state.auth.lock:
            codes = self._state.codes.get(user_id, set())
            if digest not in codes or not self._state.is_there(tenant_id, user_id):
                return False
            codes.remove(digest)
            self._state.auth.note(facts)
            return True

    def renew_recovery_codes(
        self, tenant_id: UUID, user_id: UUID, codes: Sequence[bytes], facts: Sequence[Fact]
    ) -> bool:
        with self._state.auth.lock:
            if not self.of(tenant_id, user_id).exists:
                return False
            self._state.replace_codes(user_id, codes)
            self._state.auth.note(facts)
            return True

    def clear(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._state.auth.lock:
            mine = [each.id for each in self._state.enrolment(tenant_id, user_id).passkeys]
            if not mine and self.find_totp(tenant_id, user_id) is None:
                return False
            self._state.totps.pop(user_id, None)
            for passkey_id in mine:
                del self._state.passkeys[passkey_id]
            self._state.drop_last_codes(tenant_id, user_id)
            self._state.auth.note(facts)
            return True


class FakePasskeys:
    def __init__(self, state: FactorState) -> None:
        self._state = state

    def add(self, passkey: Passkey, codes: Sequence[bytes], facts: Sequence[Fact]) -> bool:
        with self._state.auth.lock:
            is_known = self.find_anywhere(passkey.credential.id) is not None
            if is_known or not self._state.is_there(passkey.tenant_id, passkey.user_id):
                return False
            self._state.passkeys[passkey.id] = passkey
            self._state.replace_codes(passkey.user_id, codes)
            self._state.auth.note(facts)
            return True

    def find_anywhere(self, credential_id: bytes) -> Passkey | None:
        found = (each for each in self._state.passkeys.values() if each.credential.id == credential_id)
        return next(found, None)

    def count_use(self, passkey: Passkey, sign_count: int, at: datetime) -> bool:
        with self._state.auth.lock:
            present = self._mine(passkey.tenant_id, passkey.user_id, passkey.id)
            if present is None or present.has_a_copy(sign_count):
                return False
            credential = replace(present.credential, sign_count=sign_count)
            self._state.passkeys[present.id] = replace(present, credential=credential, last_used_at=at)
            return True

    def rename(
        self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, name: str, facts: Sequence[Fact]
    ) -> Passkey | None:
        with self._state.auth.lock:
            present = self._mine(tenant_id, user_id, passkey_id)
            if present is None:
                return None
            self._state.passkeys[present.id] = replace(present, name=name)
            self._state.auth.note(facts)
            return self._state.passkeys[present.id]

    def remove(self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._state.auth.lock:
            if self._mine(tenant_id, user_id, passkey_id) is None:
                return False
            del self._state.passkeys[passkey_id]
            self._state.drop_last_codes(tenant_id, user_id)
            self._state.auth.note(facts)
            return True

    def _mine(self, tenant_id: UUID, user_id: UUID, passkey_id: UUID) -> Passkey | None:
        passkey = self._state.passkeys.get(passkey_id)
        is_mine = passkey is not None and (passkey.tenant_id, passkey.user_id) == (tenant_id, user_id)
        return passkey if is_mine else None


class FakeChallenges:
    def __init__(self, state: FactorState) -> None:
        self._state = state

    def add(self, challenge: Challenge, facts: Sequence[Fact]) -> bool:
        tenant_id, user_id = challenge.tenant_id, challenge.user_id
        if tenant_id and user_id and not self._state.is_there(tenant_id, user_id):
            return False
        self._state.challenges[challenge.digest] = (challenge, 0)
        self._state.auth.note(facts)
        return True

    def attempt(self, digest: bytes, purpose: Purpose, now: datetime) -> Challenge | None:
        with self._state.auth.lock:
            challenge, attempts = self._state.challenges.get(digest, (None, 0))
            if challenge is None or not _lives(challenge, purpose, now) or attempts >= MAX_ATTEMPTS:
                return None
            self._state.challenges[digest] = (challenge, attempts + 1)
            return challenge

    def take(self, digest: bytes, purpose: Purpose, now: datetime) -> Challenge | None:
        with self._state.auth.lock:
            challenge, _ = self._state.challenges.get(digest, (None, 0))
            if challenge is None or not _lives(challenge, purpose, now):
                return None
            del self._state.challenges[digest]
            return challenge


def _lives(challenge: Challenge, purpose: Purpose, now: datetime) -> bool:
    return challenge.purpose == purpose and challenge.expires_at > now


class FakeProofs:
    def __init__(self, state: FactorState) -> None:
        self._state = state

    def latest(self, tenant_id: UUID, session_id: UUID) -> datetime | None:
        session = self._state.auth.sessions.get(session_id)
        if session is None or session.tenant_id != tenant_id:
            return None
        login = None if session.means == BROUGHT else session.created_at
        return max(filter(None, (login, self._state.proofs.get(session_id))), default=None)

    def renew(self, tenant_id: UUID, session_id: UUID, at: datetime, facts: Sequence[Fact]) -> None:
        session = self._state.auth.sessions.get(session_id)
        if session and session.tenant_id == tenant_id:
            self._state.proofs[session_id] = at
        self._state.auth.note(facts)


class FakeAuthenticators:
    """Says what a test's answer says: `{"id": ..., "nonce": ..., "count": ...}`, all as text."""

    def creation_options(self, user: User, nonce: bytes, known: Sequence[Passkey]) -> Options:
        return {"nonce": nonce.hex(), "user": str(user.id), "known": [each.name for each in known]}

    def request_options(self, nonce: bytes, allowed: Sequence[Passkey]) -> Options:
        return {"nonce": nonce.hex(), "allowed": [each.name for each in allowed]}

    def created(self, answer: Answer, nonce: bytes) -> Credential:
        self._check(answer, nonce)
        return Credential(self.credential_id(answer), b"key", _count(answer))

    def credential_id(self, answer: Answer) -> bytes:
        return str(answer["id"]).encode()

    def signed(self, answer: Answer, nonce: bytes, passkey: Passkey) -> int:
        self._check(answer, nonce)
        return _count(answer)

    def _check(self, answer: Answer, nonce: bytes) -> None:
        if answer["nonce"] != nonce.hex():
            raise PasskeyRefused("another_nonce")


def _count(answer: Mapping[str, object]) -> int:
    return int(str(answer.get("count", 0)))


class FakeCodeLimits:
    def __init__(self, state: FactorState) -> None:
        self._failures = state.failures

    def check(self, user_id: UUID, peer: str, method: CodeMethod) -> None:
        if self._failures.count((user_id, peer)) >= 5:
            raise RateLimited("too many", retry_after_s=12)

    def count_failure(self, user_id: UUID, peer: str, method: CodeMethod) -> None:
        self._failures.append((user_id, peer))


def fake_factors(state: FactorState) -> FactorPorts:
    return FactorPorts(
        FakeFactors(state),
        FakePasskeys(state),
        FakeChallenges(state),
        FakeProofs(state),
        FakeAuthenticators(),
        FakeCodeLimits(state),
    )
