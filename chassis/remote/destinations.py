"""Where calls may go whose address somebody else than the operator has chosen.

The text of an address tells little (2130706433 is 127.0.0.1, and a name may be one address now and another a
second later). So a name is resolved once for each connection, all that it stands for is judged, and the
connection goes to an address that was judged. Redirects are not followed by `RemoteApi` at all.
"""

import queue
import re
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from chassis.remote.failures import RemoteBusy, RemoteOffLimits

LONGEST_URL = 2000
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|[0-9A-Fa-f:.]+", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
"""A host whose last part is one is an IPv4 address to browsers (WHATWG URL, "ends in a number")."""
_LONGEST_HOST = 253
_RESOLVED_IN_S = 5.0

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int, float], Sequence[str]]
"""From a host, a port and the seconds there are to addresses. Raises `RemoteBusy`."""


def _networks(*texts: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in texts)


_METADATA = _networks("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32")
"""Of clouds, which tell the machine's own secrets to whoever asks from it; and all that is link-local."""
_PRIVATE = _networks(
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
)
_NOT_GLOBAL = _networks(
    "192.0.0.0/24",
    "100.64.0.0/10",
    "192.88.99.0/24",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2001::/32",
    "2002::/16",
    "::/96",
    "::ffff:0:0:0/96",
    "5f00::/16",
    "3fff::/20",
)
"""What some version of Python takes for global though it leads elsewhere: translations to IPv4, tunnels, and
networks that are not in use."""


class Destinations:
    """`private` opens the machine's own and the local networks, and with them plain http and any port; never
    metadata services. For installations whose users' servers, such as local models, stand there."""

    def __init__(self, *, private: bool = False, resolve: Resolve | None = None) -> None:
        self._private = private
        self._resolve = resolve or resolved

    def check_url(self, url: str) -> None:
        """Before an address is kept: its form, and where it leads now. Raises `RemoteOffLimits`, and
        `RemoteBusy` for a name that nobody knows."""
        host, port, secure = self._parsed(url)
        addresses = self.addresses(host, port, _RESOLVED_IN_S)
        if not secure and any(ip_address(each).is_global for each in addresses):
            raise RemoteOffLimits("would get the key unencrypted over the internet; use https")

    def addresses(self, host: str, port: int, left_s: float) -> Sequence[str]:
        """What a connection may be made to. One address that is off limits spoils all: which of them a client
        takes is up to whoever answers for the name."""
        if not self._private and port not in (80, 443):
            raise RemoteOffLimits("has another port than 80 and 443")
        found = self._resolve(host, port, left_s)
        if not found or not all(self._may_be_called(ip_address(each.partition("%")[0])) for each in found):
            raise RemoteOffLimits("is at an address that may not be called")
        return found

    def _parsed(self, url: str) -> tuple[str, int, bool]:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise RemoteOffLimits("has no address that can be read") from None
        if parts.scheme not in (("https", "http") if self._private else ("https",)):
            raise RemoteOffLimits("is not called by https")
        if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
            raise RemoteOffLimits("has no address that can be read")
        if "@" in parts.netloc or parts.query or parts.fragment or "\\" in url:
            raise RemoteOffLimits("has more in its address than host, port and path")
        if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host) or _is_odd_number(host):
            raise RemoteOffLimits("has a host name that is none")
        return host, port or (443 if parts.scheme == "https" else 80), parts.scheme == "https"

    def _may_be_called(self, address: Address) -> bool:
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if _within(address, _METADATA):
            return False
        if self._private and _within(address, _PRIVATE):
            return True
        return address.is_global and not address.is_multicast and not _within(address, _NOT_GLOBAL)


def _is_odd_number(host: str) -> bool:
    """An IPv4 address in another spelling than the usual one, which each library reads in its own way."""
    if ":" in host or not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return False
    try:
        IPv4Address(host)
    except ValueError:
        return True
    return False


def _within(address: Address, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def resolved(host: str, port: int, left_s: float) -> Sequence[str]:
    """The system's resolver knows no deadline of ours: it is asked in a thread that is left behind."""
    answers: queue.SimpleQueue[Sequence[str] | None] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            answers.put(None)
        else:
            answers.put([str(each[4][0]) for each in found])

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        found = answers.get(timeout=left_s)
    except queue.Empty:
        found = None
    if found is None:
        raise RemoteBusy("has a name that can't be resolved", _RESOLVED_IN_S)
    return found
