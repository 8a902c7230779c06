"""The small adapters, each for its one promise."""

import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import new_id
from chassis.errors import RateLimited, Unavailable
from chassis.identity import key_id
from chassis.rate_limits.memory import MemoryRateLimiter
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.passwords.argon2_hasher import Argon2Hasher
from services.auth.adapters.outbound.passwords.zxcvbn_common_passwords import ZxcvbnCommonPasswords
from services.auth.adapters.outbound.throttle.counted_guessing_limits import CountedGuessingLimits
from services.auth.adapters.outbound.tokens.pem_signing_keys import PemSigningKeys
from services.auth.domain.email import EmailAddress
from services.auth.domain.events import Event, SessionRevoked, TenantPurged, UserDeleted, UserRegistered
from services.auth.domain.password import Password
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()
ADA = EmailAddress("ada@example.org")


def test_a_hash_holds_for_its_password_only() -> None:
    hasher = Argon2Hasher()
    stored = hasher.hash(Password("correct horse"))
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.hash(Password("correct horse")) != stored
    assert hasher.verify(stored, Password("correct horse"))
    assert not hasher.verify(stored, Password("correct horsE"))
    assert not hasher.verify(None, Password("the password of nobody"))
    assert not hasher.verify("damaged", Password("correct horse"))


@pytest.mark.parametrize("text", ["x" * 1024, "x" * 1023 + "y", "🙂" * 256, "a\x00b-a\x00c"])
def test_no_character_is_cut_off(text: str) -> None:
    hasher = Argon2Hasher(memory_kib=64)
    stored = hasher.hash(Password(text))
    assert hasher.verify(stored, Password(text))
    assert not hasher.verify(stored, Password(text[:-1]))


class HeldPassword(Password):
    """Hashing it lasts until the test says so."""

    leave = threading.Event()

    def __getattribute__(self, name: str) -> object:
        if name == "text":
            HeldPassword.leave.wait(10)
        return super().__getattribute__(name)


def test_two_hash_eight_wait_and_the_rest_are_refused() -> None:
    hasher = Argon2Hasher(memory_kib=64)
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(hasher.hash, HeldPassword("some password")) for _ in range(20)]
        refused = [each.exception() for each in itertools.islice(as_completed(asked, timeout=10), 10)]
        with pytest.raises(Unavailable):
            hasher.require_room()
        HeldPassword.leave.set()
    assert all(isinstance(error, Unavailable) and error.retry_after_s == 2 for error in refused)
    assert sum(each.exception() is None for each in asked) == 10
    for _ in range(20):
        hasher.require_room()
    assert hasher.hash(Password("some password"))


def test_common_passwords_are_known_and_others_are_not() -> None:
    common = ZxcvbnCommonPasswords()
    assert all(word in common for word in ("password", "12345678", "iloveyou", "qwertyuiop"))
    assert "correct horse battery staple" not in common


def test_guessing_is_limited_by_account_and_peer_and_by_peer() -> None:
    clock = FakeClock()
    limits = CountedGuessingLimits(MemoryRateLimiter(monotonic=clock.monotonic), per_account=2, per_address=4)
    for _ in range(2):
        limits.check(ADA, "here")
        limits.count_failure(ADA, "here")
    with pytest.raises(RateLimited) as refused:
        limits.check(ADA, "here")
    assert "At most 2 failed logins in 60 s" in refused.value.detail
    limits.check(ADA, "elsewhere")
    for name in ("b", "c"):
        limits.check(EmailAddress(name), "here")
        limits.count_failure(EmailAddress(name), "here")
    with pytest.raises(RateLimited):
        limits.check(EmailAddress("d"), "here")
    clock.advance(60)
    limits.check(ADA, "here")


def test_the_present_key_is_first_and_the_previous_stays() -> None:
    present, previous = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    keys = json.loads(PemSigningKeys([present, previous]).jwks_json())["keys"]
    assert [key["kid"] for key in keys] == [key_id(key.public_key()) for key in (present, previous)]
    assert all("d" not in key for key in keys)


TENANT, USER, SESSION = new_id(), new_id(), new_id()


@pytest.mark.parametrize(
    ("event", "kind", "subject", "data"),
    [
        (
            UserRegistered(TENANT, USER, CLOCK.now()),
            "user.registered",
            USER,
            {"user_id": str(USER), "tenant_id": str(TENANT)},
        ),
        (
            UserDeleted(TENANT, USER, CLOCK.now()),
            "user.deleted",
            USER,
            {"user_id": str(USER), "tenant_id": str(TENANT)},
        ),
        (
            SessionRevoked(TENANT, USER, SESSION, "logged_out", CLOCK.now()),
            "session.revoked",
            SESSION,
            {
                "session_id": str(SESSION),
                "user_id": str(USER),
                "revoked_at": "2026-11-20T12:00:00Z",
                "reason": "logged_out",
            },
        ),
        (TenantPurged(TENANT, CLOCK.now()), "tenant.purged", TENANT, {"tenant_id": str(TENANT)}),
    ],
)
def test_events_on_the_wire(event: Event, kind: str, subject: object, data: dict[str, str]) -> None:
    wire = WireEvents(new_id)(event)
    assert wire.type == f"dev.rostrum.auth.{kind}.v1"
    assert (wire.source, wire.subject, wire.tenant_id) == ("rostrum/auth", str(subject), TENANT)
    assert wire.time == CLOCK.now()
    assert json.loads(wire.data) == data
