"""Registration, sessions and keys over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from chassis.web import Call, Content, Limit, Operation, Reply, Site
from services.auth.adapters.inbound.http.bodies import (
    Credentials,
    NewAccount,
    RegistrationView,
)
from services.auth.adapters.inbound.http.refresh_requests import RefreshRequest, presented
from services.auth.adapters.inbound.http.token_replies import OPENED, REFRESH_PATH, TOKENS, TokenReplies
from services.auth.application import Application
from services.auth.application.use_cases.register_user import Registration

_TAG = "Sessions"
_JWKS = Content(("application/jwk-set+json",), "A JSON Web Key Set (RFC 7517).")


@dataclass(frozen=True)
class DoorLimits:
    """Requests a minute from one address."""

    registrations: int = 60
    refreshes: int = 600
    recoveries: int = 60


class SessionsDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, application: Application, limits: DoorLimits, site: Site) -> None:
        self._application = application
        self._site = site
        self._replies = TokenReplies(site.cookies)
        self._limits = limits

    def operations(self) -> Sequence[Operation]:
        register = (Limit("register", self._limits.registrations),)
        refresh = (Limit("refresh", self._limits.refreshes),)
        tokens = {200: TOKENS}
        return (
            Operation(
                "POST",
                "/v1/auth/register",
                self.register,
                _TAG,
                "anonymous",
                {202: RegistrationView},
                register,
                idempotent=True,
                problems=(503,),
            ),
            Operation(
                "POST",
                "/v1/auth/login",
                self.log_in,
                _TAG,
                "anonymous",
                OPENED,
                problems=(401, 403, 429, 503),
            ),
            Operation(
                "POST", REFRESH_PATH, self.refresh, _TAG, "anonymous", tokens, refresh, problems=(401, 403)
            ),
            Operation("POST", "/v1/auth/logout", self.log_out, _TAG, "user", {204: None}),
            Operation("GET", "/.well-known/jwks.json", self.show_keys, _TAG, "anonymous", {200: _JWKS}),
        )

    def register(self, call: Call, body: NewAccount) -> Reply:
        """Register.

        The answer is the same whether the address was free or already has an account, so that nobody
        learns who has one; a mail tells its owner. Log in next; with a taken address only its owner can.
        """
        del call
        self._application.register_user(
            Registration(body.email, body.password, body.display_name, body.locale, body.username)
        )
        return Reply(RegistrationView(), 202)

    def log_in(self, call: Call, body: Credentials) -> Reply:
        """Log in.

        Opens a session: an access token for ten minutes and a refresh token for the next one. Who has a
        second factor gets a challenge for it instead, with 202. Failures are limited per account and address.
        """
        opened = self._application.log_in(body.email, body.password, call.peer, body.session)
        return self._replies.opened(opened)

    def refresh(self, call: Call, body: RefreshRequest) -> Reply:
        """Get the next tokens.

        A refresh token is used once. If the reply was lost, the same request within ten seconds gets the
        same tokens' successor again; any older token that comes again ends the session. A browser sends
        no token: it is in a cookie, and the header X-CSRF-Token beside it.
        """
        token = presented(call.request, body, self._site)
        return self._replies.of(self._application.refresh_session(token.text, token.csrf))

    def log_out(self, call: Call) -> Reply:
        """Log out.

        Ends this session: its tokens are refused everywhere within seconds, and a browser loses its cookies.
        """
        user = call.user
        self._application.log_out(user.tenant_id, user.user_id, user.session_id)
        return self._replies.over(user)

    def show_keys(self, call: Call) -> Response:
        """Show the public keys of access tokens."""
        del call
        response = Response(self._application.publish_signing_keys(), content_type=_JWKS.media_types[0])
        response.headers["Cache-Control"] = "public, max-age=300"
        return response
