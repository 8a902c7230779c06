"""Where a login at an identity provider may lead back to."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from services.auth.domain.errors import ReturnRefused


@dataclass(frozen=True)
class ReturnAddresses:
    """Where a login may lead back to: the app with every page of it, and exact addresses; of a program on the
    user's own machine any port (RFC 8252 7.3)."""

    app: str | None = None
    exact: tuple[str, ...] = ()

    def chosen(self, wish: str | None) -> str:
        """Raises ReturnRefused."""
        address = wish or self.app
        if address is None or not self._allows(address):
            raise ReturnRefused("A login may return only to addresses that are configured: ask the operator.")
        return address

    def _allows(self, address: str) -> bool:
        if not address.isascii() or not address.isprintable() or "#" in address:
            return False
        if self.app and (address == self.app or address.startswith((f"{self.app}/", f"{self.app}?"))):
            return True
        return address in self.exact or _without_port(address) in self.exact


def _without_port(address: str) -> str:
    """Of a loopback address; others stay as they are."""
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return address
    if url.scheme != "http" or url.hostname not in ("127.0.0.1", "localhost", "::1"):
        return address
    return url._replace(netloc=url.netloc.removesuffix(f":{port}")).geturl()
