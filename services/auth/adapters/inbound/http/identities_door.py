"""Logging in by other identity providers, over HTTP."""

from collections.abc import Sequence
from uuid import UUID

from chassis.web import Call, Limit, Operation, Reply
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.adapters.inbound.http.identity_bodies import (
    CallbackQuery,
    IdentitiesView,
    IdentityView,
    LoginCode,
    LoginQuery,
    OutsideTokenBody,
    ProvidersView,
    TokenExchange,
)
from services.auth.adapters.inbound.http.token_replies import OPENED, TokenReplies
from services.auth.application.outside_logins import OutsideLogins

_TAG = "Identity providers"
_OIDC = "/v1/auth/oidc"
_MINE = "/v1/users/me/identities"
_LOGINS = (Limit("identity_provider", 60),)
"""From one address: a login is a row and calls of the provider, and a signature costs time to check."""


class IdentitiesDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, logins: OutsideLogins, replies: TokenReplies) -> None:
        self._logins = logins
        self._replies = replies

    def operations(self) -> Sequence[Operation]:
        refusals = (401, 403, 409, 503)
        return (
            Operation(
                "GET", "/v1/auth/providers", self.list_providers, _TAG, "anonymous", {200: ProvidersView}
            ),
            Operation(
                "GET", f"{_OIDC}/{{provider}}/authorize", self.begin_outside_login, _TAG, "anonymous",
                {303: None}, _LOGINS, problems=(404, 503),
            ),
            Operation(
                "GET", f"{_OIDC}/{{provider}}/callback", self.finish_outside_login, _TAG, "anonymous",
                {303: None}, _LOGINS, problems=(401,),
            ),
            Operation(
                "POST", f"{_OIDC}/token", self.redeem_outside_login, _TAG, "anonymous", OPENED, _LOGINS,
                problems=(401, 503),
            ),
            Operation(
                "POST", "/v1/auth/exchange", self.exchange_outside_token, _TAG, "anonymous", OPENED, _LOGINS,
                problems=refusals,
            ),
            Operation("GET", _MINE, self.list_identities, _TAG, "user", {200: IdentitiesView}),
            Operation(
                "POST", _MINE, self.link_identity, _TAG, "user", {201: IdentityView}, _LOGINS,
                problems=(404, *refusals),
            ),
            Operation(
                "DELETE", f"{_MINE}/{{identity_id}}", self.unlink_identity, _TAG, "user", {204: None},
                problems=(403, 404, 409),
            ),
        )  # fmt: skip

    def list_providers(self, call: Call) -> Reply:
        """List where one can log in."""
        del call
        return Reply(ProvidersView.of(self._logins.offer()))

    def begin_outside_login(self, call: Call, provider: str, query: LoginQuery) -> Reply:
        """Go to an identity provider.

        Open this in a browser. It leads to the provider, back here, and then to `return_to` with a `code`
        for a minute, or an `error`.
        """
        del call
        return _to(self._logins.begin(provider, query.return_to, query.code_challenge))

    def finish_outside_login(self, call: Call, provider: str, query: CallbackQuery) -> Reply:
        """Come back from an identity provider.

        Only providers send browsers here.
        """
        del call
        return _to(self._logins.finish(provider, query.state, query.answer()))

    def redeem_outside_login(self, call: Call, body: LoginCode) -> Reply:
        """Get the tokens of a login at an identity provider.

        The first login of an identity makes an account, or leads to the one with the same verified address.
        Who has a second factor gets a challenge for it instead, with 202, unless the provider asked for two.
        """
        del call
        return self._replies.opened(self._logins.redeem(body.code, body.code_verifier, body.session))

    def exchange_outside_token(self, call: Call, body: TokenExchange) -> Reply:
        """Exchange an identity provider's token for tokens of this service.

        For apps that log in at the provider themselves. The same rules as for a login hold. Such a token is
        also good as a bearer by itself, without this.
        """
        del call
        return self._replies.opened(self._logins.exchange(body.token, body.session))

    def list_identities(self, call: Call) -> Reply:
        """List the identities that lead to your account."""
        found = self._logins.list(call.user.tenant_id, call.user.user_id)
        return Reply(IdentitiesView(items=[IdentityView.of(each) for each in found]))

    def link_identity(self, call: Call, body: OutsideTokenBody) -> Reply:
        """Link an identity to your account.

        With a token of the provider, which must have verified the address that you have verified here. Needs
        a fresh proof of who you are.
        """
        linked = IdentityView.of(self._logins.link(session_caller(call), body.token))
        return Reply(linked, 201, {"Location": f"{_MINE}/{linked.id}"})

    def unlink_identity(self, call: Call, identity_id: UUID) -> Reply:
        """Unlink an identity from your account.

        Not the last way in. Needs a fresh proof of who you are.
        """
        self._logins.unlink(session_caller(call), identity_id)
        return Reply()


def _to(address: str) -> Reply:
    return Reply(status=303, headers={"Location": address})
