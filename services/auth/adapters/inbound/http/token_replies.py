"""How the tokens of a session reach the client: in the body, or in cookies that scripts can't read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from chassis.web import Body, Caller, Content, Reply, View
from chassis.web.cookies import CSRF_HEADER, SessionCookies
from services.auth.adapters.inbound.http.second_factor_view import SecondFactorView
from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.token_pairs import TokenPair

REFRESH_PATH = "/v1/auth/refresh"
"""The only path that browsers send the refresh token to."""


class SessionWish(Body):
    """Part of every body that may open a session."""

    session: Literal["bearer", "cookie"] = Field(
        default="bearer",
        description="`bearer`: the tokens come in the answer. `cookie`, for pages in browsers: they come as "
        f"cookies that scripts can't read, and the answer has the value of the header {CSRF_HEADER}.",
    )


RolesOfToken = Annotated[
    list[str],
    Field(description="What you are beside a user, as of this token.", examples=[["admin", "coach"]]),
]


class TokenView(View):
    """Keep the refresh token secret and use it once; the access token goes into Authorization: Bearer."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - RFC 6750's name, no secret
    expires_in: int = Field(description="Life of the access token, in seconds.")
    refresh_token: str
    session_expires_at: datetime = Field(description="When the session ends unless it is refreshed before.")
    roles: RolesOfToken


class BrowserSessionView(View):
    """The tokens are in cookies."""

    csrf_token: str = Field(
        description=f"Goes into the header {CSRF_HEADER} of every call but GET and HEAD; also in a cookie "
        "that scripts of the same origin can read."
    )
    expires_in: int = Field(description="Life of the access token, in seconds.")
    session_expires_at: datetime = Field(description="When the session ends unless it is refreshed before.")
    roles: RolesOfToken


TOKENS = Content(
    ("application/json",),
    "The tokens, or what a page needs beside its cookies.",
    (TokenView, BrowserSessionView),
)
"""What an operation declares that answers with `TokenReplies.of`."""
OPENED: Mapping[int, Content | type[View]] = {200: TOKENS, 202: SecondFactorView}
"""And with `TokenReplies.opened`."""


class TokenReplies:
    """Answers with the tokens of a session in the way that the session was opened for."""

    def __init__(self, cookies: SessionCookies) -> None:
        self._cookies = cookies

    def opened(self, opened: TokenPair | SecondFactorNeeded) -> Reply:
        """After a first proof: the tokens, or the question for the second factor."""
        if isinstance(opened, SecondFactorNeeded):
            return Reply(SecondFactorView.of(opened), 202)
        return self.of(opened)

    def of(self, pair: TokenPair) -> Reply:
        if pair.csrf is None:
            return Reply(
                TokenView(
                    access_token=pair.access_token,
                    expires_in=pair.expires_in_s,
                    refresh_token=pair.refresh_token,
                    session_expires_at=pair.session_expires_at,
                    roles=list(pair.roles),
                )
            )
        view = BrowserSessionView(
            csrf_token=pair.csrf,
            expires_in=pair.expires_in_s,
            session_expires_at=pair.session_expires_at,
            roles=list(pair.roles),
        )
        return Reply(view, cookies=self.cookies(pair, pair.csrf))

    def cookies(self, pair: TokenPair, csrf: str) -> tuple[str, ...]:
        """As Set-Cookie headers, also for answers other than JSON, such as a redirect."""
        names, end = self._cookies, pair.session_expires_at
        return (
            names.written(names.access, pair.access_token, pair.expires_in_s),
            names.written(names.refresh, pair.refresh_token, end, REFRESH_PATH),
            names.written(names.csrf, csrf, end),
        )

    def over(self, caller: Caller) -> Reply:
        """After the caller's session has ended: a browser forgets its tokens."""
        return Reply(cookies=self._removed() if caller.csrf is not None else ())

    def _removed(self) -> tuple[str, ...]:
        names = self._cookies
        return (
            names.written(names.access, "", 0),
            names.written(names.refresh, "", 0, REFRESH_PATH),
            names.written(names.csrf, "", 0),
        )
