"""One's own API tokens over HTTP: for interactive sessions only, so that no token begets another."""

from collections.abc import Sequence
from uuid import UUID

from chassis.web import Call, Operation, Reply
from services.auth.adapters.inbound.http.api_token_bodies import (
    ApiTokenListView,
    ApiTokenView,
    NewApiToken,
    NewApiTokenView,
)
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.application.api_tokens import ApiTokenUse
from services.auth.application.use_cases.create_api_token import NewToken, TokenWish

_TAG = "API tokens"
_ALL = "/v1/users/me/tokens"
_ONE = f"{_ALL}/{{token_id}}"


class ApiTokensDoor:
    """Each operation reads its request, calls one use case and shows the result.

    Creating honours no Idempotency-Key: the answer would have to be stored with the secret in it. A name
    belongs to one token, so a repetition is refused and makes nothing.
    """

    def __init__(self, tokens: ApiTokenUse) -> None:
        self._tokens = tokens

    def operations(self) -> Sequence[Operation]:
        told = {201: NewApiTokenView}
        return (
            Operation("POST", _ALL, self.create_api_token, _TAG, "user", told, problems=(409,)),
            Operation("GET", _ALL, self.list_api_tokens, _TAG, "user", {200: ApiTokenListView}),
            Operation("DELETE", _ONE, self.revoke_api_token, _TAG, "user", {204: None}),
            Operation("POST", f"{_ONE}/rotate", self.rotate_api_token, _TAG, "user", told),
        )

    def create_api_token(self, call: Call, body: NewApiToken) -> Reply:
        """Make an API token.

        For programs, in the place of an access token: `Authorization: Bearer rst_...`. The answer holds the
        token this once; if it was lost, the name is taken: rotate the token. Who has a second factor shows it
        first, at POST /v1/auth/proof.
        """
        wish = TokenWish(body.name, body.scopes, body.expires_in_days)
        return _told(self._tokens.issue_own.create(session_caller(call), wish))

    def list_api_tokens(self, call: Call) -> Reply:
        """List your API tokens."""
        found = self._tokens.list(call.user.tenant_id, call.user.user_id)
        return Reply(ApiTokenListView(items=[ApiTokenView.of(token) for token in found]))

    def revoke_api_token(self, call: Call, token_id: UUID) -> Reply:
        """Revoke an API token.

        It is refused everywhere within seconds.
        """
        self._tokens.revoke(call.user.tenant_id, call.user.user_id, token_id)
        return Reply()

    def rotate_api_token(self, call: Call, token_id: UUID) -> Reply:
        """Replace an API token.

        The new one has the same name, scopes and life, and is told this once. The old one ends at once.
        """
        return _told(self._tokens.issue_own.rotate(session_caller(call), token_id))


def _told(new: NewToken) -> Reply:
    location = f"{_ALL}/{new.token.id}"
    return Reply(NewApiTokenView.told(new.token, new.text), 201, {"Location": location})
