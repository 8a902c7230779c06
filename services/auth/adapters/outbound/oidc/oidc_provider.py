"""One identity provider: logging in there, and the tokens that it signs."""

from typing import Protocol
from urllib.parse import urlencode

from chassis.clock import Clock
from chassis.identity import KeptKeys, TokenRefused, Verified, peek
from services.auth.adapters.outbound.oidc.provider import Metadata, Provider
from services.auth.adapters.outbound.oidc.provider_keys import (
    KEY_IDS,
    ProviderKey,
    check_signature,
    parse_provider_keys,
)
from services.auth.adapters.outbound.oidc.token_rules import (
    check_brought,
    check_header,
    check_login,
    expiry_of,
    identity_of,
    proofs_of,
)
from services.auth.application.ports.outside_identity import ProviderAnswer
from services.auth.domain.outside_identity import LoginSecrets, OutsideIdentity, OutsideToken


class Connection(Protocol):
    """What the provider is asked over the network; `ProviderClient` is one."""

    def metadata(self) -> Metadata: ...
    def keys(self) -> str: ...
    def id_token(self, code: str, verifier: str) -> str: ...
    def close(self) -> None: ...


class OidcProvider:
    def __init__(self, provider: Provider, connection: Connection, clock: Clock) -> None:
        self.provider = provider
        self._connection = connection
        self._clock = clock
        self._keys = KeptKeys(connection.keys, parse_provider_keys, clock, ids=KEY_IDS)

    def login_url(self, state: str, secrets: LoginSecrets) -> str:
        provider, endpoint = self.provider, self._connection.metadata().authorization_endpoint
        query = {
            "response_type": "code",
            "client_id": str(provider.client_id),
            "redirect_uri": provider.redirect_uri,
            "scope": " ".join(provider.scopes),
            "state": state,
            "nonce": secrets.nonce,
            "code_challenge": secrets.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def redeem(self, answer: ProviderAnswer, secrets: LoginSecrets) -> OutsideIdentity:
        """An answer that names another provider, or none where this one would, is refused (RFC 9207).

        Raises TokenRefused.
        """
        named = self._connection.metadata().names_itself or answer.issuer is not None
        if named and answer.issuer != self.provider.issuer:
            raise TokenRefused("an answer of another provider")
        token = self._connection.id_token(answer.code, secrets.verifier)
        content = self._verified(token, peek(token))
        check_login(content.claims, self.provider, secrets.nonce, self._clock.now())
        return identity_of(content.claims, self.provider)

    def verify(self, token: str, content: Verified) -> OutsideToken:
        """Raises TokenRefused."""
        self._verified(token, content)
        check_brought(content.claims, self.provider, self._clock.now())
        identity = identity_of(content.claims, self.provider)
        return OutsideToken(identity, proofs_of(token, content), expiry_of(content.claims))

    def close(self) -> None:
        self._connection.close()

    def _verified(self, token: str, content: Verified) -> Verified:
        check_header(content.header, self.provider)
        if self.provider.shares_secret:
            check_signature(token, (self.provider.secret or "").encode(), "HS256")
        else:
            self._key(content).verify(token, content.header.get("alg"))
        return content

    def _key(self, content: Verified) -> ProviderKey:
        return self._keys.find(content.header.get("kid", ""))
