"""Ceremonies with a software authenticator, and what strangers may send instead."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cbor2
import pytest

from chassis.clock import new_id
from services.auth.adapters.outbound.passkeys.webauthn_authenticators import (
    RelyingParty,
    WebauthnAuthenticators,
)
from services.auth.application.ports.authenticators import PasskeyRefused
from services.auth.domain.passkey import Passkey
from tests.builders.auth import PUBLIC_URL, a_user
from tests.builders.software_authenticator import SoftwareAuthenticator, decoded, encoded
from tests.fakes.clock import FakeClock

NONCE = bytes(range(32))
CLOCK = FakeClock()
USER = a_user(CLOCK)


@pytest.fixture
def authenticators() -> WebauthnAuthenticators:
    return WebauthnAuthenticators(RelyingParty.at(PUBLIC_URL))


@pytest.fixture
def device() -> SoftwareAuthenticator:
    return SoftwareAuthenticator(PUBLIC_URL)


def registered(authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator) -> Passkey:
    answer = device.create(authenticators.creation_options(USER, NONCE, ()))
    credential = authenticators.created(answer, NONCE)
    return Passkey(new_id(), USER.tenant_id, USER.id, "Phone", credential, CLOCK.now())


@pytest.mark.parametrize(
    ("public_url", "party"),
    [
        ("https://rostrum.example.org", ("rostrum.example.org", "https://rostrum.example.org")),
        ("https://Rostrum.Example.org/", ("rostrum.example.org", "https://rostrum.example.org")),
        ("https://rostrum.example.org:443", ("rostrum.example.org", "https://rostrum.example.org")),
        ("https://rostrum.example.org:8443", ("rostrum.example.org", "https://rostrum.example.org:8443")),
        ("http://127.0.0.1:8080", ("localhost", "http://localhost:8080")),
        ("http://[::1]:8080", ("localhost", "http://localhost:8080")),
    ],
)
def test_we_are_known_by_the_front_door(public_url: str, party: tuple[str, str]) -> None:
    assert RelyingParty.at(public_url) == RelyingParty(*party)


def test_the_options_ask_for_what_can_log_in_alone(authenticators: WebauthnAuthenticators) -> None:
    options: Any = authenticators.creation_options(USER, NONCE, ())
    assert options["rp"] == {"id": "rostrum.example.org", "name": "Rostrum"}
    assert options["challenge"] == encoded(NONCE)
    assert decoded(options["user"]["id"]) == USER.id.bytes
    assert options["attestation"] == "none"
    selection = options["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"]) == ("required", "required")


def test_a_passkey_is_made_and_signs(
    authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator
) -> None:
    passkey = registered(authenticators, device)
    assert passkey.credential.id == device.credential_id
    assert passkey.credential.transports == ("internal", "hybrid")
    options: Any = authenticators.request_options(NONCE, (passkey,))
    assert options["allowCredentials"] == [
        {"id": encoded(device.credential_id), "type": "public-key", "transports": ["internal", "hybrid"]}
    ]
    answer = device.get(options)
    assert authenticators.credential_id(answer) == device.credential_id
    assert authenticators.signed(answer, NONCE, passkey) == 1
    again: Any = authenticators.creation_options(USER, NONCE, (passkey,))
    assert [each["id"] for each in again["excludeCredentials"]] == [encoded(device.credential_id)]


def test_a_count_that_falls_back_is_told_and_not_judged_here(
    authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator
) -> None:
    passkey = registered(authenticators, device)
    ahead = replace(passkey, credential=replace(passkey.credential, sign_count=7))
    count = authenticators.signed(device.get(authenticators.request_options(NONCE, ())), NONCE, ahead)
    assert count == 1
    assert ahead.has_a_copy(count)
    assert not passkey.has_a_copy(count)
    assert not passkey.has_a_copy(0)


def test_a_credential_has_an_id_of_bearable_length(authenticators: WebauthnAuthenticators) -> None:
    registered(authenticators, SoftwareAuthenticator(PUBLIC_URL, credential_id=b"i" * 1023))
    with pytest.raises(PasskeyRefused):
        registered(authenticators, SoftwareAuthenticator(PUBLIC_URL, credential_id=b"i" * 1024))


Spoil = Callable[[SoftwareAuthenticator], object]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda device: setattr(device, "origin", "https://rostrum.example.org.evil.example"),
        lambda device: setattr(device, "origin", "http://rostrum.example.org"),
        lambda device: setattr(device, "verifies_user", False),
    ],
)
def test_other_pages_and_absent_users_are_refused(
    authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator, spoil: Spoil
) -> None:
    passkey = registered(authenticators, device)
    spoil(device)
    with pytest.raises(PasskeyRefused):
        registered(authenticators, device)
    with pytest.raises(PasskeyRefused):
        authenticators.signed(device.get(authenticators.request_options(NONCE, ())), NONCE, passkey)


def test_another_nonce_key_party_or_user_is_refused(
    authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator
) -> None:
    passkey = registered(authenticators, device)
    options = dict(authenticators.request_options(NONCE, ()))
    stranger = SoftwareAuthenticator(
        PUBLIC_URL, credential_id=device.credential_id, user_handle=USER.id.bytes
    )
    wrong = [
        device.get({**options, "challenge": encoded(b"x" * 32)}),
        device.get({**options, "rpId": "example.org"}),
        stranger.get(options),
    ]
    device.user_handle = new_id().bytes
    for answer in (*wrong, device.get(options)):
        with pytest.raises(PasskeyRefused):
            authenticators.signed(answer, NONCE, passkey)
    with pytest.raises(PasskeyRefused):
        authenticators.created(device.create(authenticators.creation_options(USER, b"y" * 32, ())), NONCE)


@pytest.mark.parametrize("field", ["clientDataJSON", "attestationObject"])
def test_whatever_a_stranger_sends_as_a_new_passkey_is_refused(
    authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator, field: str
) -> None:
    answer = device.create(authenticators.creation_options(USER, NONCE, ()))
    for spoiled in _spoiled(answer["response"][field]):
        answer["response"][field] = spoiled
        with pytest.raises(PasskeyRefused):
            authenticators.created(answer, NONCE)


@pytest.mark.parametrize("field", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_whatever_a_stranger_sends_as_a_signature_is_refused(
    authenticators: WebauthnAuthenticators, device: SoftwareAuthenticator, field: str
) -> None:
    passkey = registered(authenticators, device)
    answer = device.get(authenticators.request_options(NONCE, ()))
    for spoiled in _spoiled(answer["response"][field]):
        answer["response"][field] = spoiled
        with pytest.raises(PasskeyRefused):
            authenticators.signed(answer, NONCE, passkey)


def _spoiled(text: str) -> list[str]:
    """Cut off, and content that was never one."""
    content, chance = decoded(text), random.Random(41)
    cut = [content[: chance.randrange(len(content))] for _ in range(60)]
    strange = [b"null", b"[]", b"{}", *map(cbor2.dumps, ({}, [1], {"fmt": 1, "authData": 2}))]
    return [*(encoded(each) for each in (*cut, *strange)), "*", "é", "a"]


@pytest.mark.parametrize("answer", [{}, {"id": 1}, {"id": "a", "rawId": "a", "response": []}])
def test_what_is_no_answer_is_refused(
    authenticators: WebauthnAuthenticators, answer: dict[str, object]
) -> None:
    for ask in (authenticators.credential_id, lambda given: authenticators.created(given, NONCE)):
        with pytest.raises(PasskeyRefused):
            ask(answer)
