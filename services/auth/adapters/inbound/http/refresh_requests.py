"""The refresh token of a request: in the body, or in a browser's cookie."""

from dataclasses import dataclass, field

from flask import Request
from pydantic import Field

from chassis.web import Body, Site
from chassis.web.credentials import shown_by_page
from services.auth.domain.errors import SessionOver
from services.auth.domain.refresh_token import REFUSED


class RefreshRequest(Body):
    """The refresh token that was issued last; nothing where it is in a cookie."""

    refresh_token: str | None = Field(default=None, max_length=512, examples=["rrt_..."])


@dataclass(frozen=True)
class PresentedToken:
    """`csrf` is what the page showed beside its cookie; None with a token from the body."""

    text: str = field(repr=False)
    csrf: str | None = field(default=None, repr=False)


def presented(request: Request, body: RefreshRequest, site: Site) -> PresentedToken:
    """Raises SessionOver unless there is exactly one, and PermissionDenied where no page of ours sent it."""
    cookies = request.cookies.getlist(site.cookies.refresh)
    if body.refresh_token is not None and not cookies:
        return PresentedToken(body.refresh_token)
    if body.refresh_token is not None or len(cookies) != 1:
        raise SessionOver(REFUSED)
    return PresentedToken(cookies[0], shown_by_page(request, site))
