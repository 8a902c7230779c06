"""Where the front door is, and which pages of other origins may call it."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.web.cookies import SessionCookies


@dataclass(frozen=True)
class Site:
    """`public_url` is the front door's address; `origins` are the other origins whose pages may call,
    exactly as browsers name them."""

    public_url: str
    origins: Collection[str] = frozenset()

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https:")

    @property
    def cookies(self) -> SessionCookies:
        return SessionCookies(self.secure)


LOCAL = Site("http://localhost")
