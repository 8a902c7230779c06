"""What a provider is asked over HTTP: where its addresses are, its keys, and who a code stands for."""

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote_plus, urlsplit

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.identity import TokenRefused
from chassis.remote import RemoteApi, RemoteFailed, RemoteRefused, parse_answer
from services.auth.adapters.outbound.oidc.provider import Metadata, Provider

LARGEST_ANSWER = 256 * 1024
_DEADLINE_S = 5.0
_KEPT_S = 3600.0
_RETRY_S = 30.0
_UNREACHABLE = "The identity provider can't be reached just now."


class ProviderClient:
    """One provider. While it is away, what it said last is kept."""

    def __init__(self, provider: Provider, api: RemoteApi, clock: Clock) -> None:
        self._provider = provider
        self._api = api
        self._clock = clock
        self._metadata: Metadata | None = None
        self._ask_again_at = float("-inf")

    def metadata(self) -> Metadata:
        """Raises Unavailable where it was never had."""
        if self._metadata is None or self._clock.monotonic() >= self._ask_again_at:
            self._refresh()
        if self._metadata is None:
            raise Unavailable(_UNREACHABLE)
        return self._metadata

    def keys(self) -> str:
        """The JSON Web Key Set. Raises Unavailable."""
        return json.dumps(self._get(self._provider.jwks_url or self.metadata().jwks_uri))

    def id_token(self, code: str, verifier: str) -> str:
        """Raises TokenRefused for a code that is not good, Unavailable."""
        metadata, provider = self.metadata(), self._provider
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": provider.redirect_uri,
            "code_verifier": verifier,
        }
        headers, credentials = self._authentication(metadata)
        try:
            with self._api.attempt(_DEADLINE_S):
                answer = self._api.client.post(
                    metadata.token_endpoint, data=form | credentials, headers=headers
                )
                content = parse_answer(answer.content)
        except RemoteRefused as error:
            raise TokenRefused("the provider refused the code") from error
        except RemoteFailed as error:
            raise Unavailable(_UNREACHABLE) from error
        token = content.get("id_token") if isinstance(content, dict) else None
        if not isinstance(token, str):
            raise TokenRefused("no ID token in the answer")
        return token

    def close(self) -> None:
        """Calls under way end as failures."""
        self._api.close()

    def _authentication(self, metadata: Metadata) -> tuple[Mapping[str, str], dict[str, str]]:
        """Headers and form fields by which the provider knows us as its client (RFC 6749 2.3.1)."""
        client_id, secret = str(self._provider.client_id), self._provider.secret
        if secret is None:
            return {}, {"client_id": client_id}
        if metadata.secret_in_body:
            return {}, {"client_id": client_id, "client_secret": secret}
        return {"Authorization": _basic(client_id, secret)}, {}

    def _refresh(self) -> None:
        try:
            url = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            self._metadata = _read(self._get(url), self._provider.issuer)
            self._ask_again_at = self._clock.monotonic() + _KEPT_S
        except Unavailable:
            self._ask_again_at = self._clock.monotonic() + _RETRY_S

    def _get(self, url: str) -> object:
        try:
            return self._api.json("GET", url, deadline_s=_DEADLINE_S)
        except RemoteFailed as error:
            raise Unavailable(_UNREACHABLE) from error


def _basic(client_id: str, secret: str) -> str:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _read(document: object, issuer: str) -> Metadata:
    """Raises Unavailable for a document that is not this issuer's or sends us anywhere but to https."""
    if not isinstance(document, dict) or document.get("issuer") != issuer:
        raise Unavailable(_UNREACHABLE)
    methods = document.get("token_endpoint_auth_methods_supported")
    return Metadata(
        authorization_endpoint=_address(document, "authorization_endpoint", issuer),
        token_endpoint=_address(document, "token_endpoint", issuer),
        jwks_uri=_address(document, "jwks_uri", issuer),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        # Rather than in a header: there, not all providers read every character of a secret as RFC 6749 says.
        secret_in_body=isinstance(methods, list) and "client_secret_post" in methods,
    )


def _address(document: Mapping[str, object], name: str, issuer: str) -> str:
    """Only the settings name a provider without TLS, on this machine; its addresses then have its host."""
    value = document.get(name)
    url, home = urlsplit(value if isinstance(value, str) else ""), urlsplit(issuer)
    at_home = (url.scheme, url.hostname) == (home.scheme, home.hostname)
    if not url.hostname or "@" in url.netloc or not (url.scheme == "https" or at_home):
        raise Unavailable(_UNREACHABLE)
    return url.geturl()
