"""What every vault does for borrowers: auth's own over gRPC, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from rostrum.auth.v1 import vault_service_pb2 as wire
from rostrum.auth.v1.vault_service_pb2_grpc import VaultServiceStub

from chassis.clock import SystemClock, new_id
from chassis.errors import Unavailable
from chassis.lent_keys import KeyOffer, KeyVault, LentKey, RemoteVault
from chassis.rpc import Admission, RpcServer, channel
from chassis.settings import RpcServerSettings
from services.auth.adapters.inbound.grpc.vault_servicer import vault_service
from services.auth.application.use_cases.manage_provider_keys import KeyOwner
from services.auth.domain.organisation import Person
from services.auth.domain.provider_key import KeyWish
from tests.builders.auth import AuthBench, a_user
from tests.builders.identity import services
from tests.fakes.auth_stores import FakeAccounts
from tests.fakes.lent_keys import FakeVault

SERVER = "https://models.example.org/v1"
TENANT, USER, JOB = new_id(), new_id(), new_id()


@dataclass(frozen=True)
class Bench:
    """`fail` puts the vault out of reach."""

    vault: KeyVault
    fail: Callable[[], None]


@pytest.fixture(params=["memory", "grpc"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One tenant has a key for DeepSeek and a server of its own."""
    if request.param == "memory":
        fake = FakeVault()
        fake.keep(
            TENANT, KeyOffer("openai_compatible", "whisper", "llama"), SERVER, "sk-own", owners_url=True
        )
        fake.keep(TENANT, KeyOffer("deepseek", "", "deepseek-chat"), "https://api.deepseek.com", "sk-deep")
        yield Bench(fake, lambda: setattr(fake, "down", True))
        return
    auth = AuthBench()
    user = a_user(auth.clock)
    FakeAccounts(auth.state).add(replace(user, id=USER, tenant_id=TENANT), "hash", [])
    manage = auth.application.vault.manage
    ada = KeyOwner(Person(USER, TENANT))
    manage.store(ada, "deepseek", KeyWish("sk-deep"))
    manage.store(ada, "openai_compatible", KeyWish("sk-own", SERVER, "whisper", "llama"))
    known = services(SystemClock(), ("transcribe", "auth"))
    service = vault_service(auth.application)
    server = RpcServer(RpcServerSettings(), Admission(known.verifier("auth")), [service])
    server.start()
    address = f"127.0.0.1:{server.port}"
    with channel(address, audience="auth", credentials=known.credentials("transcribe")) as opened:
        yield Bench(RemoteVault(VaultServiceStub(opened), wire), lambda: server.stop(1.0))
    server.stop(1.0)


def test_a_key_is_lent_with_where_it_is_used_and_whose_it_is(bench: Bench) -> None:
    usual = LentKey("sk-deep", "https://api.deepseek.com", owners_url=False, owner_id=TENANT)
    assert bench.vault.lend(TENANT, "deepseek", JOB) == usual
    own = LentKey("sk-own", SERVER, owners_url=True, owner_id=TENANT)
    assert bench.vault.lend(TENANT, "openai_compatible", JOB) == own
    assert "sk-own" not in repr(own)


def test_what_is_not_there_is_not_lent(bench: Bench) -> None:
    assert bench.vault.lend(TENANT, "openai", JOB) is None
    assert bench.vault.lend(new_id(), "deepseek", JOB) is None
    assert bench.vault.offers(new_id()) == []


def test_what_keys_open_is_told_without_them(bench: Bench) -> None:
    assert bench.vault.offers(TENANT) == [
        KeyOffer("openai_compatible", "whisper", "llama"),
        KeyOffer("deepseek", "", "deepseek-chat"),
    ]


def test_a_vault_out_of_reach_is_unavailable(bench: Bench) -> None:
    bench.fail()
    with pytest.raises(Unavailable):
        bench.vault.lend(TENANT, "deepseek", JOB)
    with pytest.raises(Unavailable):
        bench.vault.offers(TENANT)
