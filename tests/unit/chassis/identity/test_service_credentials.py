"""Each service proves itself with its own key, to one other service, for a minute."""

from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chassis.errors import Unauthenticated
from chassis.identity import KeyRefused, ServiceCredentialVerifier, load_service_keys
from tests.builders.identity import Issuer, Services, services
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def known(clock: FakeClock) -> Services:
    return services(clock)


def test_a_service_is_known_by_its_credential(known: Services) -> None:
    assert known.verifier("auth").verify(known.credentials("ingest").issue("auth")) == "ingest"


def test_a_credential_is_for_one_service_only(known: Services) -> None:
    with pytest.raises(Unauthenticated):
        known.verifier("report").verify(known.credentials("ingest").issue("auth"))


def test_a_credential_is_reused_until_ten_seconds_before_its_end(known: Services, clock: FakeClock) -> None:
    credentials = known.credentials("ingest")
    first = credentials.issue("auth")
    clock.advance(49)
    assert credentials.issue("auth") == first
    clock.advance(1)
    assert credentials.issue("auth") != first


def test_a_credential_ends_after_a_minute_and_a_leeway(known: Services, clock: FakeClock) -> None:
    token = known.credentials("ingest").issue("auth")
    clock.advance(89)
    assert known.verifier("auth").verify(token) == "ingest"
    clock.advance(1)
    with pytest.raises(Unauthenticated):
        known.verifier("auth").verify(token)


def forged(known: Services, clock: FakeClock, **changes: object) -> str:
    now = int(clock.now().timestamp())
    claims = {"iss": "ingest", "aud": "auth", "iat": now, "nbf": now, "exp": now + 60, **changes}
    return jwt.encode(claims, known.keys["report"], algorithm="EdDSA", headers={"typ": "rostrum-service+jwt"})


def test_no_service_can_speak_for_another(known: Services, clock: FakeClock) -> None:
    assert known.verifier("auth").verify(forged(known, clock, iss="report")) == "report"
    with pytest.raises(Unauthenticated):
        known.verifier("auth").verify(forged(known, clock))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "stranger"},
        {"iss": ["report"]},
        {"iss": "report", "aud": ["auth"]},
        {"iss": "report", "exp": 99_999_999_999},
        {"iss": "report", "exp": None},
    ],
)
def test_a_credential_that_says_too_much_or_too_little_is_refused(
    known: Services, clock: FakeClock, changes: dict[str, object]
) -> None:
    try:
        token = forged(known, clock, **changes)
    except TypeError:  # PyJWT itself refuses to write some of them
        return
    with pytest.raises(Unauthenticated):
        known.verifier("auth").verify(token)


def test_an_access_token_is_no_service_credential(known: Services, clock: FakeClock) -> None:
    issuer = Issuer(clock, known.keys["ingest"])
    with pytest.raises(Unauthenticated):
        known.verifier("auth").verify(issuer.token({"iss": "ingest", "aud": "auth"}))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "=.=.="])
def test_what_is_no_token_is_refused(known: Services, token: str) -> None:
    with pytest.raises(Unauthenticated):
        known.verifier("auth").verify(token)


def test_public_keys_are_read_from_a_folder(clock: FakeClock, known: Services, tmp_path: Path) -> None:
    for name, key in known.keys.items():
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    verifier = ServiceCredentialVerifier("auth", load_service_keys(tmp_path), clock)
    assert verifier.verify(known.credentials("report").issue("auth")) == "report"


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "ingest.pem").write_text("canary")
    with pytest.raises(KeyRefused, match=r"ingest\.pem is not"):
        load_service_keys(tmp_path)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    (tmp_path / "ingest.pem").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(KeyRefused):
        load_service_keys(tmp_path)
