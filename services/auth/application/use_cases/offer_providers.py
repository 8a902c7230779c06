"""At which identity providers one can log in."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.auth.application.ports.outside_identity import IdentityProviders, ProviderOffer


@dataclass(frozen=True)
class OfferProviders:
    """List the providers that are configured for logging in."""

    providers: IdentityProviders

    def __call__(self) -> Sequence[ProviderOffer]:
        return self.providers.offers()
