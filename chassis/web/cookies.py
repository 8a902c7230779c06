"""The cookies in which a browser keeps the tokens of its session, out of the reach of scripts."""

from dataclasses import dataclass
from datetime import datetime

from werkzeug.http import dump_cookie

CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True)
class SessionCookies:
    """Names and attributes of the cookies; `secure` where the front door is reached by https.

    The prefixes are promises that browsers keep (RFC 6265bis 4.1.3): `__Host-` that this very host has set
    the cookie, `__Secure-` that it was set by https. No cookie goes with a request that another site began.
    """

    secure: bool

    @property
    def access(self) -> str:
        """Carries the access token, to every path."""
        return "__Host-rostrum_access" if self.secure else "rostrum_access"

    @property
    def csrf(self) -> str:
        """What pages read, and send as X-CSRF-Token: other sites can do neither."""
        return "__Host-rostrum_csrf" if self.secure else "rostrum_csrf"

    @property
    def refresh(self) -> str:
        """Carries the refresh token, to one path."""
        return "__Secure-rostrum_refresh" if self.secure else "rostrum_refresh"

    def written(self, name: str, value: str, life: int | datetime, path: str = "/") -> str:
        """As a Set-Cookie header, for so many seconds or until then; 0 takes the cookie away."""
        return dump_cookie(
            name,
            value,
            max_age=life if isinstance(life, int) else None,
            expires=life if isinstance(life, datetime) else None,
            path=path,
            secure=self.secure,
            httponly=name != self.csrf,
            samesite="Strict",
        )
