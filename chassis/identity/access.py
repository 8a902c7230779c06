"""From a bearer token to a principal."""

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chassis.clock import Clock
from chassis.identity.checked import CheckedSignatures
from chassis.identity.claims import AccessTokenRules, Principal, check_claims
from chassis.identity.envelope import TokenRefused, Verified, invalid_token, verify
from chassis.identity.keys import KeySet
from chassis.identity.revocation import RevocationList

logger = structlog.stdlib.get_logger(__name__)


class AccessTokenVerifier:
    """Checks access tokens locally: signature, claims, and whether the session was revoked."""

    def __init__(
        self, rules: AccessTokenRules, keys: KeySet, clock: Clock, revocations: RevocationList
    ) -> None:
        self._rules = rules
        self._keys = keys
        self._clock = clock
        self._revocations = revocations
        self._checked = CheckedSignatures(clock)

    @property
    def issuer(self) -> str:
        return self._rules.issuer

    def own(self, token: str, peer: str) -> str:
        """The token itself: this verifier takes no other."""
        del peer
        return token

    def verify(self, token: str, *, writes: bool = True) -> Principal:
        """Who holds the token. Every refusal is the same Unauthenticated; the reason goes to the log.

        `writes` says that the call changes something: then it is refused with Unavailable while
        nothing can tell whether the session was revoked.
        """
        try:
            content = self._checked.find(token) or self._check_signature(token)
            principal = check_claims(content.header, content.claims, self._rules, self._clock.now())
            self._revocations.check(principal.session_id, writes=writes)
        except TokenRefused as refusal:
            logger.info("access_token_refused", reason=str(refusal))
        else:
            return principal
        raise invalid_token()

    def knows(self, token: str) -> bool:
        """Whether it is one of ours for certain, because its signature held a moment ago."""
        return self._checked.find(token) is not None

    def _check_signature(self, token: str) -> Verified:
        content = verify(token, self._key_for)
        self._checked.keep(token, content)
        return content

    def _key_for(self, content: Verified) -> Ed25519PublicKey:
        return self._keys.find(content.header.get("kid"))
