"""The vault of the running service: who may borrow, and what is on record."""

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import jwt
import pytest
from rostrum.auth.v1 import vault_service_pb2 as pb
from rostrum.auth.v1 import vault_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import InvalidInput, NotFound, RostrumError
from chassis.identity import ServiceCredentials, private_key
from chassis.rpc import channel, on_behalf
from chassis.rpc.statuses import PeerFailed
from deploy.local.environment import python, python_environment
from deploy.local.secret_files import write_private
from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth

KEY = "sk-proj-0123456789abcdefXk3g"


def test_a_job_borrows_a_key_and_only_transcribe_and_analyze_may(auth: RunningAuth, tmp_path: Path) -> None:
    token, tenant_id = _ada(auth)
    stored = auth.http.put("/v1/users/me/provider-keys/deepseek", json={"key": KEY}, headers=token)
    assert stored.status_code == 200, stored.text
    request = pb.LendProviderKeyRequest(provider="deepseek", job_id=str(new_id()))
    for caller in ("transcribe", "analyze"):
        with _vault(auth, caller) as vault, on_behalf(tenant_id=tenant_id):
            lent = vault.LendProviderKey(request)
            assert (lent.key, lent.base_url, lent.last_four) == (KEY, "https://api.deepseek.com", "Xk3g")
            assert (lent.owner, lent.owner_id) == (pb.KEY_OWNER_USER, str(tenant_id))
            (offer,) = vault.ListProviderKeys(pb.ListProviderKeysRequest()).keys
            assert (offer.provider, offer.text_model, offer.speech_model) == ("deepseek", "deepseek-chat", "")
            with pytest.raises(NotFound):
                vault.LendProviderKey(pb.LendProviderKeyRequest(provider="openai", job_id=str(new_id())))
            with pytest.raises(InvalidInput):
                vault.LendProviderKey(pb.LendProviderKeyRequest(provider="deepseek", job_id="1"))
    for caller in ("ingest", "report"):
        with _vault(auth, caller) as vault, on_behalf(tenant_id=tenant_id), pytest.raises(PeerFailed):
            vault.LendProviderKey(request)
    with _vault(auth, "transcribe") as vault:
        with pytest.raises(RostrumError):
            vault.LendProviderKey(request)
        with on_behalf(tenant_id=new_id()), pytest.raises(NotFound):
            vault.LendProviderKey(request)
    assert KEY not in (tmp_path / "auth.log").read_text()
    assert KEY.encode() not in Path(f"/proc/{auth.child.pid}/environ").read_bytes()


def test_the_operators_command_moves_all_to_the_new_master_key(auth: RunningAuth) -> None:
    token, _ = _ada(auth)
    assert auth.http.put("/v1/users/me/provider-keys/openai", json={"key": KEY}, headers=token).is_success
    secrets = auth.secrets.of("auth")
    old = (secrets.folder / "vault_master_key").read_text()
    write_private(secrets.folder / "vault_previous_master_keys", old)
    write_private(secrets.folder / "vault_master_key", base64.b64encode(os.urandom(32)).decode())
    try:
        told = _rewrap(auth)
        assert (told.returncode, told.stdout[:2]) == (0, "1 "), told.stderr
        assert _rewrap(auth).stdout.startswith("0 ")
    finally:
        write_private(secrets.folder / "vault_master_key", old)
        (secrets.folder / "vault_previous_master_keys").unlink()


def _rewrap(auth: RunningAuth) -> "subprocess.CompletedProcess[str]":
    environment = python_environment() | auth.database.environment()
    command = python("-m", "services.auth", "rewrap-keys")
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def _ada(auth: RunningAuth) -> tuple[dict[str, str], UUID]:
    credentials = {"email": "ada@example.org", "password": PASSWORD}
    auth.http.post("/v1/auth/register", json=credentials)
    token = auth.http.post("/v1/auth/login", json=credentials).json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    return {"Authorization": f"Bearer {token}"}, UUID(claims["tid"])


@contextmanager
def _vault(auth: RunningAuth, caller: str) -> Iterator[pb_grpc.VaultServiceStub]:
    pem = (auth.secrets.ensure(caller) / "service_key").read_text()
    credentials = ServiceCredentials(caller, private_key(pem), SystemClock())
    with channel(auth.rpc_target, audience="auth", credentials=credentials) as opened:
        yield pb_grpc.VaultServiceStub(opened)
