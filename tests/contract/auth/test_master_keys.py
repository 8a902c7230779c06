"""What every keeper of master keys does: a key ring of our own, and a key management service."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from chassis.remote import RemoteApi
from services.auth.adapters.outbound.sealing.local_master_keys import PREFIX as LOCAL
from services.auth.adapters.outbound.sealing.local_master_keys import LocalMasterKeys
from services.auth.adapters.outbound.sealing.succeeding_master_keys import SucceedingMasterKeys
from services.auth.adapters.outbound.sealing.transit_master_keys import PREFIX as TRANSIT
from services.auth.adapters.outbound.sealing.transit_master_keys import TransitMasterKeys
from services.auth.application.ports.sealing import MasterKeys
from services.auth.domain.errors import CannotOpen
from tests.builders.auth_sealing import a_label, a_master_key
from tests.builders.transit_server import KEY, TOKEN, a_transit_server
from tests.fakes.clock import FakeClock

_DATA_KEY = bytes(range(32))


@dataclass(frozen=True)
class Keeper:
    """`rotated` gives the keeper after a rotation of its key."""

    keys: MasterKeys
    rotated: Callable[[], MasterKeys]


@pytest.fixture(params=["local", "transit", "succeeding"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    old, new = a_master_key("old"), a_master_key("new")
    local = Keeper(LocalMasterKeys([old]), lambda: LocalMasterKeys([new, old]))
    if request.param == "local":
        yield local
        return
    with a_transit_server() as (server, engine):
        api = RemoteApi("kms", f"{server.url}/v1/transit", {"X-Vault-Token": TOKEN}, now=FakeClock().now)
        transit = TransitMasterKeys(api, KEY)

        def rotate() -> MasterKeys:
            engine.rotate()
            return transit

        both = SucceedingMasterKeys(transit, {TRANSIT: transit, LOCAL: local.keys})
        yield Keeper(transit, rotate) if request.param == "transit" else Keeper(local.keys, lambda: both)
        transit.close()


def test_a_wrapped_key_is_unwrapped_for_its_row_only(keeper: Keeper) -> None:
    label = a_label()
    name, wrapped = keeper.keys.wrap(_DATA_KEY, label)
    assert name == keeper.keys.present()
    assert _DATA_KEY not in wrapped
    assert keeper.keys.unwrap(name, wrapped, label) == _DATA_KEY
    for other in (a_label(), replace(label, version=2), replace(label, table="other")):
        with pytest.raises(CannotOpen):
            keeper.keys.unwrap(name, wrapped, other)


def test_after_a_rotation_the_old_key_still_unwraps_and_the_new_one_wraps(keeper: Keeper) -> None:
    label = a_label()
    before, wrapped = keeper.keys.wrap(_DATA_KEY, label)
    rotated = keeper.rotated()
    after, wrapped_anew = rotated.wrap(_DATA_KEY, label)
    assert after == rotated.present() != before
    assert rotated.unwrap(before, wrapped, label) == _DATA_KEY
    assert rotated.unwrap(after, wrapped_anew, label) == _DATA_KEY


def test_no_two_wrappings_are_alike(keeper: Keeper) -> None:
    label = a_label()
    assert keeper.keys.wrap(_DATA_KEY, label) != keeper.keys.wrap(_DATA_KEY, label)


def test_what_a_lost_key_has_wrapped_cannot_be_opened() -> None:
    label = a_label()
    name, wrapped = LocalMasterKeys([a_master_key("lost")]).wrap(_DATA_KEY, label)
    with pytest.raises(CannotOpen):
        LocalMasterKeys([a_master_key("another")]).unwrap(name, wrapped, label)
    with pytest.raises(CannotOpen):
        SucceedingMasterKeys(LocalMasterKeys([a_master_key("another")]), {}).unwrap(name, wrapped, label)
