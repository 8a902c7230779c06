"""A user makes an API token, or makes one anew."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.use_cases.create_api_token import CreateApiToken, NewToken, TokenWish
from services.auth.application.use_cases.rotate_api_token import RotateApiToken


@dataclass(frozen=True)
class IssueOwnToken:
    """Give the user who is calling the secret of a token.

    Who has a second factor needs a fresh proof: a stolen session, which ends, must not live on in a token.
    """

    proof: FreshProof
    new: CreateApiToken
    anew: RotateApiToken

    def create(self, caller: Caller, wish: TokenWish) -> NewToken:
        """Raises ProofRequired."""
        self.proof.require_of_enrolled(caller.tenant_id, caller.user_id, caller.session_id)
        return self.new(caller.tenant_id, caller.user_id, wish)

    def rotate(self, caller: Caller, token_id: UUID) -> NewToken:
        """Raises ProofRequired."""
        self.proof.require_of_enrolled(caller.tenant_id, caller.user_id, caller.session_id)
        return self.anew(caller.tenant_id, caller.user_id, token_id)
