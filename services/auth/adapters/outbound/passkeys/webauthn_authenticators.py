"""WebAuthn ceremonies by the library `webauthn` (Duo Labs)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.auth.application.ports.authenticators import Answer, Options, PasskeyRefused
from services.auth.domain.passkey import Credential, Passkey
from services.auth.domain.second_factor import CHALLENGE
from services.auth.domain.user import User

_log = structlog.stdlib.get_logger(__name__)
_NAME = "Rostrum"
_PORTS = {"http": 80, "https": 443}
"""Of the schemes: browsers leave them out of origins."""
_TIMEOUT_MS = int(CHALLENGE.life.total_seconds() * 1000)
_MAX_ID_BYTES = 1023
"""Of a credential's id (WebAuthn 4); the library takes what it is given."""
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class RelyingParty:
    """Us, as authenticators know us: the name of a host, and the origin of the pages that may ask."""

    id: str
    origin: str

    @classmethod
    def at(cls, public_url: str) -> "RelyingParty":
        """Browsers have no passkeys for bare addresses: on this machine pages are opened at localhost."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        if _is_loopback(host):
            host = "localhost"
        port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
        return cls(host, f"{parts.scheme}://{host}{port}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class WebauthnAuthenticators:
    """User verification always; attestation never: any make of authenticator will do."""

    def __init__(self, party: RelyingParty) -> None:
        self._party = party

    def creation_options(self, user: User, nonce: bytes, known: Sequence[Passkey]) -> Options:
        return options_to_json_dict(
            generate_registration_options(
                rp_id=self._party.id,
                rp_name=_NAME,
                user_id=user.id.bytes,
                user_name=user.email.value,
                user_display_name=user.display_name or user.email.value,
                challenge=nonce,
                timeout=_TIMEOUT_MS,
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.REQUIRED,
                    user_verification=UserVerificationRequirement.REQUIRED,
                ),
                exclude_credentials=[_descriptor(each) for each in known],
            )
        )

    def request_options(self, nonce: bytes, allowed: Sequence[Passkey]) -> Options:
        return options_to_json_dict(
            generate_authentication_options(
                rp_id=self._party.id,
                challenge=nonce,
                timeout=_TIMEOUT_MS,
                allow_credentials=[_descriptor(each) for each in allowed],
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        )

    def created(self, answer: Answer, nonce: bytes) -> Credential:
        made = _judged(
            lambda: verify_registration_response(
                credential=dict(answer),
                expected_challenge=nonce,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                require_user_verification=True,
            )
        )
        if len(made.credential_id) > _MAX_ID_BYTES:
            raise PasskeyRefused("not_valid")
        transports = _transports(answer)
        return Credential(made.credential_id, made.credential_public_key, made.sign_count, transports)

    def credential_id(self, answer: Answer) -> bytes:
        return _judged(lambda: parse_authentication_credential_json(dict(answer))).raw_id

    def signed(self, answer: Answer, nonce: bytes, passkey: Passkey) -> int:
        """The library refuses a count that is too low as it refuses a wrong signature; it is told of none, so
        that the two can be told apart."""
        credential = _judged(lambda: parse_authentication_credential_json(dict(answer)))
        if credential.response.user_handle not in (None, passkey.user_id.bytes):
            raise PasskeyRefused("other_user")
        signed = _judged(
            lambda: verify_authentication_response(
                credential=credential,
                expected_challenge=nonce,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                credential_public_key=passkey.credential.public_key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        )
        return signed.new_sign_count


def _judged(verify: Callable[[], _Result]) -> _Result:
    """What comes from a stranger may break the library's parsers in ways that it does not name."""
    try:
        return verify()
    except Exception as error:
        _log.info("passkey_refused", reason=type(error).__name__)
        raise PasskeyRefused("not_valid") from error


def _transports(answer: Answer) -> tuple[str, ...]:
    """Only those that browsers know."""
    response = answer.get("response")
    sent = response.get("transports") if isinstance(response, Mapping) else None
    known = [each.value for each in AuthenticatorTransport]
    return tuple(name for name in known if isinstance(sent, list) and name in sent)


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(each) for each in passkey.credential.transports]
    return PublicKeyCredentialDescriptor(id=passkey.credential.id, transports=transports)
