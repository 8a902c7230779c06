"""From settings to who may enter: service keys from a directory, users' keys from the authority."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock
from chassis.errors import Unauthenticated
from chassis.identity import ServiceCredentials
from chassis.rpc import RpcService
from chassis.rpc.policies import methods_of
from chassis.settings import IdentitySettings, SettingsError
from chassis.trust import Trust
from tests.builders.identity import ISSUER, Issuer
from tests.builders.rpc import POLICIES, Scripted

READ = methods_of(RpcService(pb_grpc.add_AuthServiceServicer_to_server, Scripted(str), POLICIES))[0]
KEY = Ed25519PrivateKey.generate()
CLOCK = SystemClock()


class Sessions:
    """An authority that knows one issuer's keys, and one session that has ended."""

    def __init__(self, issuer: Issuer, ended: UUID) -> None:
        self.signing_keys = issuer.jwks
        self._ended = ended

    def is_active(self, session_id: UUID) -> bool:
        return session_id != self._ended


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(CLOCK)


@pytest.fixture
def ended() -> UUID:
    return uuid4()


@pytest.fixture
def trust(tmp_path: Path, issuer: Issuer, ended: UUID) -> Trust:
    return trusting(tmp_path, lambda _: Sessions(issuer, ended), SecretStr(private_pem(KEY)))


def trusting(
    keys: Path, authority_at: Callable[[grpc.Channel], Sessions], service_key: SecretStr | None
) -> Trust:
    (keys / "ingest.pem").write_bytes(
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    settings = IdentitySettings(
        service_key=service_key, service_keys_dir=keys, token_issuer=ISSUER, auth_rpc="127.0.0.1:1"
    )
    return Trust("analyze", settings, CLOCK, authority_at, ("rostrum.auth.v1.AuthService",))


def private_pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def metadata(caller_key: Ed25519PrivateKey, audience: str, token: str, tenant: UUID) -> dict[str, str]:
    return {
        "rostrum-service": ServiceCredentials("ingest", caller_key, CLOCK).issue(audience),
        "rostrum-tenant": str(tenant),
        "authorization": f"Bearer {token}",
    }


def test_a_known_service_comes_in_for_a_user_of_the_authority(trust: Trust, issuer: Issuer) -> None:
    tenant = uuid4()
    call = trust.admission().admit(READ, metadata(KEY, "analyze", issuer.token({"tid": str(tenant)}), tenant))
    assert (call.caller, call.tenant_id) == ("ingest", tenant)


@pytest.mark.parametrize(
    ("caller_key", "audience"), [(Ed25519PrivateKey.generate(), "analyze"), (KEY, "report")]
)
def test_another_key_or_audience_stays_out(
    trust: Trust, issuer: Issuer, caller_key: Ed25519PrivateKey, audience: str
) -> None:
    tenant = uuid4()
    shown = metadata(caller_key, audience, issuer.token({"tid": str(tenant)}), tenant)
    with pytest.raises(Unauthenticated):
        trust.admission().admit(READ, shown)


def test_the_authority_is_asked_for_sessions_until_the_feed_has_begun(
    trust: Trust, issuer: Issuer, ended: UUID
) -> None:
    trust.users.verify(issuer.token())
    with pytest.raises(Unauthenticated):
        trust.users.verify(issuer.token({"sid": str(ended)}))


def test_a_service_without_a_key_calls_nobody(tmp_path: Path, issuer: Issuer, ended: UUID) -> None:
    keyless = trusting(tmp_path, lambda _: Sessions(issuer, ended), None)
    with pytest.raises(SettingsError, match="service_key"):
        keyless.channel("ingest", "127.0.0.1:1", ())
