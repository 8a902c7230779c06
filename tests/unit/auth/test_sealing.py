"""Sealed secrets: S2's rules, and what a key management service may answer."""

import base64
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from chassis.remote import RemoteApi
from chassis.settings import SettingsError, load
from services.auth.adapters.outbound.sealing.envelope_sealer import EnvelopeSealer
from services.auth.adapters.outbound.sealing.local_master_keys import (
    LocalMasterKeys,
    MasterKeyRefused,
    parse_master_keys,
)
from services.auth.adapters.outbound.sealing.transit_master_keys import TransitMasterKeys
from services.auth.bootstrap.sealing import open_sealer
from services.auth.config import VaultSettings
from services.auth.domain.errors import CannotOpen
from tests.builders.auth_sealing import a_label, a_master_key, a_sealer
from tests.builders.remote_servers import NONSENSE, Reply, error
from tests.builders.transit_server import KEY, TOKEN, a_transit_server
from tests.fakes.clock import FakeClock

_SECRET = b"sk-a-key-of-somebody"
_KEYS = {name: base64.b64encode(a_master_key(name)).decode() for name in ("old", "new")}


def test_nothing_of_the_secret_shows_in_what_is_kept() -> None:
    label, sealer = a_label(), a_sealer()
    sealed = sealer.seal(label, _SECRET)
    assert _SECRET not in sealed.content + sealed.wrapped_key
    assert "sk-a" not in repr(sealed)
    assert sealer.open(label, sealed) == _SECRET


def test_the_same_secret_is_never_sealed_alike() -> None:
    label, sealer = a_label(), a_sealer()
    first, second = sealer.seal(label, _SECRET), sealer.seal(label, _SECRET)
    assert first.content != second.content
    assert first.wrapped_key != second.wrapped_key


def test_a_sealed_secret_opens_in_its_own_row_and_version_only() -> None:
    label, sealer = a_label(), a_sealer()
    sealed = sealer.seal(label, _SECRET)
    others = (
        replace(a_label(), record_id=label.record_id),
        replace(label, record_id=a_label().record_id),
        replace(label, version=2),
        replace(label, table="totp_factors"),
    )
    for other in others:
        with pytest.raises(CannotOpen):
            sealer.open(other, sealed)


def test_a_changed_bit_is_noticed() -> None:
    label, sealer = a_label(), a_sealer()
    sealed = sealer.seal(label, _SECRET)
    for place in (0, 12, -1):
        changed = bytearray(sealed.content)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            sealer.open(label, replace(sealed, content=bytes(changed)))
    with pytest.raises(CannotOpen):
        sealer.open(label, replace(sealed, content=b""))


def test_rewrapping_changes_the_master_key_and_not_the_content() -> None:
    label = a_label()
    sealed = a_sealer("old").seal(label, _SECRET)
    rotated = a_sealer("new", "old")
    rewrapped = rotated.rewrap(label, sealed)
    assert rewrapped.content == sealed.content
    assert rewrapped.master_key == rotated.present() != sealed.master_key
    assert a_sealer("new").open(label, rewrapped) == _SECRET
    with pytest.raises(CannotOpen):
        a_sealer("new").open(label, sealed)


@pytest.mark.parametrize("text", ["short", "!" * 44, base64.b64encode(bytes(31)).decode()])
def test_what_is_no_master_key_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(MasterKeyRefused) as refusal:
        parse_master_keys(text)
    assert text not in str(refusal.value)
    with pytest.raises(SettingsError) as fault:
        open_sealer(VaultSettings(vault_master_key=SecretStr(text)))
    assert text not in str(fault.value)


def test_without_any_master_key_a_process_that_needs_one_does_not_start() -> None:
    with pytest.raises(SettingsError, match="VAULT_MASTER_KEY"):
        open_sealer(VaultSettings())
    with pytest.raises(MasterKeyRefused):
        LocalMasterKeys([])


def test_settings_name_the_present_key_and_those_before() -> None:
    label = a_label()
    sealed = a_sealer("old").seal(label, _SECRET)
    settings = VaultSettings(
        vault_master_key=SecretStr(_KEYS["new"]), vault_previous_master_keys=SecretStr(_KEYS["old"] + "\n")
    )
    opened = open_sealer(settings)
    assert opened.open(label, sealed) == _SECRET
    assert opened.present() == a_sealer("new").present()
    assert _KEYS["new"] not in repr(settings)


def test_secrets_move_from_our_own_key_to_a_key_management_service() -> None:
    label = a_label()
    sealed = a_sealer("old").seal(label, _SECRET)
    with a_transit_server() as (server, _):
        kms: dict[str, Any] = {
            "vault_kms_url": f"{server.url}/v1/transit",
            "vault_kms_token": SecretStr(TOKEN),
        }
        both = VaultSettings(**kms, vault_master_key=SecretStr(_KEYS["old"]))
        with closing(open_sealer(both)) as moving:
            rewrapped = moving.rewrap(label, sealed)
        assert rewrapped.master_key == "transit:rostrum/v1"
        with closing(open_sealer(VaultSettings(**kms))) as moved:
            assert moved.open(label, rewrapped) == _SECRET


@pytest.mark.parametrize(
    "answer",
    [
        error(403),
        error(500),
        *NONSENSE.values(),
        Reply.of({"data": {}}),
        Reply.of({"data": {"ciphertext": "v1"}}),
    ],
)
def test_a_key_management_service_that_fails_is_told_as_out_of_reach(answer: Reply) -> None:
    with a_transit_server() as (server, _):
        api = RemoteApi("kms", f"{server.url}/v1/transit", {}, now=FakeClock().now)
        keys = TransitMasterKeys(api, KEY)
        server.broken = answer
        attempts = (
            keys.present,
            lambda: keys.wrap(bytes(32), a_label()),
            lambda: keys.unwrap("transit:rostrum/v1", b"vault:v1:AAAA", a_label()),
        )
        for attempt in attempts:
            with pytest.raises(CannotOpen):
                attempt()
        keys.close()


def test_a_process_learns_of_a_new_master_key_when_it_meets_it() -> None:
    label, old, new = a_label(), a_master_key("old"), a_master_key("new")
    on_disk = [old]
    running = EnvelopeSealer(LocalMasterKeys(on_disk, lambda: on_disk))
    before = running.seal(label, _SECRET)
    on_disk[:] = [new, old]
    rewrapped = a_sealer("new", "old").rewrap(label, before)
    assert running.present() == before.master_key
    assert running.open(label, rewrapped) == _SECRET
    assert running.present() == rewrapped.master_key
    assert running.open(label, before) == _SECRET
    with pytest.raises(CannotOpen):
        running.open(label, a_sealer("lost").seal(label, _SECRET))


def test_keys_are_read_again_from_the_secret_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    label = a_label()
    (tmp_path / "vault_master_key").write_text(_KEYS["old"])
    monkeypatch.setenv("ROSTRUM_SECRETS_DIR", str(tmp_path))
    running = open_sealer(load(VaultSettings))
    (tmp_path / "vault_master_key").write_text(_KEYS["new"])
    (tmp_path / "vault_previous_master_keys").write_text(_KEYS["old"])
    assert running.open(label, a_sealer("new").seal(label, _SECRET)) == _SECRET
