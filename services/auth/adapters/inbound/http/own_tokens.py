"""Access tokens at auth's own door."""

from chassis.clock import Clock
from chassis.identity import (
    AccessTokenRules,
    AccessTokenVerifier,
    ExchangedToken,
    ExchangingVerifier,
    KeySet,
    Principal,
    RevocationList,
    TokenExchange,
    invalid_token,
)
from services.auth.application import Application


class OwnTokens:
    """Every call asks auth's own database whether the session goes on: here a revocation takes no time."""

    def __init__(self, application: Application, issuer: str, clock: Clock) -> None:
        self._application = application
        keys = KeySet(application.publish_signing_keys, clock)
        # Asked about each session anew below, so that the list's own short memory does not matter.
        unknown = RevocationList(lambda _: True, clock)
        local = AccessTokenVerifier(AccessTokenRules(issuer), keys, clock, unknown)
        self._verifier = ExchangingVerifier(local, TokenExchange(self._exchange, clock))

    def own(self, token: str, peer: str) -> str:
        return self._verifier.own(token, peer)

    def verify(self, token: str, *, writes: bool = True) -> Principal:
        principal = self._verifier.verify(token, writes=writes)
        if not self._application.check_session(principal.session_id).active:
            raise invalid_token()
        return principal

    def _exchange(self, token: str, peer: str) -> ExchangedToken:
        exchanged = self._application.exchange_token(token, peer)
        return ExchangedToken(exchanged.access_token, exchanged.expires_in_s)
