"""Taking whatever bearer is not ours for one that is."""

from dataclasses import dataclass

from services.auth.application.ports.exchange import Exchange, Exchanged
from services.auth.domain.api_token import PREFIX


@dataclass(frozen=True)
class ExchangeToken:
    """Exchange a token by its form: ours for machines, or one that an outside identity provider signed.

    Whatever it is and is not, a refusal is the same.
    """

    api_token: Exchange
    outside_identity: Exchange

    def __call__(self, token: str, peer: str) -> Exchanged:
        kind = self.api_token if token.startswith(PREFIX) else self.outside_identity
        return kind(token, peer)
