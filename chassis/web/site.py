"""Where the front door is, and which pages may call it from a browser."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from chassis.web.cookies import SessionCookies

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Site:
    """`public_url` is the front door's address; `origins` are the other origins whose pages may call, exactly
    as browsers name them."""

    public_url: str
    origins: Collection[str] = frozenset()

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https:")

    @property
    def cookies(self) -> SessionCookies:
        return SessionCookies(self.secure)

    def is_known(self, origin: str) -> bool:
        """The site's own pages, and those of the listed origins."""
        return origin in self.origins or origin == origin_of(self.public_url)


def origin_of(url: str) -> str:
    """As browsers write it (RFC 6454): lower case, and no port where it is the scheme's own."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


LOCAL = Site("http://localhost")
