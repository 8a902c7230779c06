"""The small adapters, each for its one promise."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import new_id
from chassis.errors import RateLimited
from chassis.identity import key_id
from chassis.rate_limits.memory import MemoryRateLimiter
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.passwords.zxcvbn_common_passwords import ZxcvbnCommonPasswords
from services.auth.adapters.outbound.throttle.counted_guessing_limits import CountedGuessingLimits
from services.auth.adapters.outbound.tokens.pem_signing_keys import PemSigningKeys
from services.auth.domain.email import EmailAddress
from services.auth.domain.events import Event, SessionRevoked, TenantPurged, UserDeleted, UserRegistered
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()
ADA = EmailAddress("ada@example.org")


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
