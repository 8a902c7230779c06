"""The public keys."""

from dataclasses import dataclass

from services.auth.application.ports.tokens import SigningKeys


@dataclass(frozen=True)
class PublishSigningKeys:
    """Show the public halves of the keys that access tokens are signed with, as a JSON Web Key Set.

    A key stays in the set for as long as a token signed with it may live.
    """

    keys: SigningKeys

    def __call__(self) -> str:
        return self.keys.jwks_json()
