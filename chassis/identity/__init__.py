"""Who is calling: users by access tokens, services by credentials of their own, and nobody by network place.

Rules of access tokens: RFC 9068 profile, EdDSA only, at most 10 minutes of life; see `claims`.
"""

from chassis.identity.access import AccessTokenVerifier
from chassis.identity.claims import (
    ACCESS_AUDIENCE,
    ACCESS_TYP,
    LEEWAY_S,
    MAX_ACCESS_LIFE_S,
    AccessTokenRules,
    Principal,
    check_claims,
    check_times,
)
from chassis.identity.envelope import (
    MAX_TOKEN_BYTES,
    TokenRefused,
    Verified,
    check_envelope,
    invalid_token,
    peek,
)
from chassis.identity.exchange import Exchange, ExchangedToken, ExchangingVerifier, TokenExchange
from chassis.identity.kept_keys import KeptKeys
from chassis.identity.keys import KeyRefused, KeySet, key_id, private_key, public_jwk
from chassis.identity.permission import Bearer, check_permission
from chassis.identity.revocation import KEPT_S, RevocationList
from chassis.identity.service_credentials import (
    ServiceCredentials,
    ServiceCredentialVerifier,
    load_service_keys,
)

__all__ = [
    "ACCESS_AUDIENCE",
    "ACCESS_TYP",
    "KEPT_S",
    "LEEWAY_S",
    "MAX_ACCESS_LIFE_S",
    "MAX_TOKEN_BYTES",
    "AccessTokenRules",
    "AccessTokenVerifier",
    "Bearer",
    "Exchange",
    "ExchangedToken",
    "ExchangingVerifier",
    "KeptKeys",
    "KeyRefused",
    "KeySet",
    "Principal",
    "RevocationList",
    "ServiceCredentialVerifier",
    "ServiceCredentials",
    "TokenExchange",
    "TokenRefused",
    "Verified",
    "check_claims",
    "check_envelope",
    "check_permission",
    "check_times",
    "invalid_token",
    "key_id",
    "load_service_keys",
    "peek",
    "private_key",
    "public_jwk",
]
