"""The configured identity providers."""

from collections.abc import Iterable, Sequence

import structlog

from chassis.identity import TokenRefused, peek
from services.auth.adapters.outbound.oidc.oidc_provider import OidcProvider
from services.auth.application.ports.outside_identity import (
    OutsideTokenRefused,
    ProviderAnswer,
    ProviderOffer,
)
from services.auth.domain.errors import NoSuchProvider
from services.auth.domain.outside_identity import LoginSecrets, OutsideIdentity, OutsideToken

logger = structlog.stdlib.get_logger(__name__)


class OidcIdentityProviders:
    """A token is given to the provider that it names as its issuer, which then checks that it is."""

    def __init__(self, providers: Iterable[OidcProvider]) -> None:
        self._by_name = {each.provider.name: each for each in providers}
        self._by_issuer = {each.provider.issuer: each for each in self._by_name.values()}

    def offers(self) -> Sequence[ProviderOffer]:
        known = (each.provider for each in self._by_name.values())
        return [ProviderOffer(each.name, each.title or each.name) for each in known if each.offers_login]

    def login_url(self, name: str, state: str, secrets: LoginSecrets) -> str:
        return self._for_login(name).login_url(state, secrets)

    def redeem(self, name: str, answer: ProviderAnswer, secrets: LoginSecrets) -> OutsideIdentity:
        try:
            return self._for_login(name).redeem(answer, secrets)
        except TokenRefused as refusal:
            raise _refused(refusal, name) from refusal

    def verify(self, token: str) -> OutsideToken:
        provider = None
        try:
            content = peek(token)
            issuer = content.claims.get("iss")
            provider = self._by_issuer.get(issuer) if isinstance(issuer, str) else None
            if provider is None:
                raise TokenRefused("other issuer")
            return provider.verify(token, content)
        except TokenRefused as refusal:
            raise _refused(refusal, provider.provider.name if provider else None) from refusal

    def close(self) -> None:
        for provider in self._by_name.values():
            provider.close()

    def _for_login(self, name: str) -> OidcProvider:
        found = self._by_name.get(name)
        if found is None or not found.provider.offers_login:
            raise NoSuchProvider("There is no such identity provider.")
        return found


def _refused(refusal: TokenRefused, provider: str | None) -> OutsideTokenRefused:
    logger.info("outside_token_refused", reason=str(refusal), provider=provider)
    return OutsideTokenRefused(str(refusal))
