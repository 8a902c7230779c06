"""A way to a server that breaks: each connection ends after a number of bytes that chance decides."""

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PATIENCE_S = 30.0
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST."""


class CuttingProxy:
    """`cuts` counts the connections that were broken; `spare` ends the breaking."""

    def __init__(self, server: str, chance: random.Random, longest: int) -> None:
        address = urlsplit(server)
        self._server = (address.hostname, address.port)
        self._chance = chance
        self._longest = longest
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(self._server) as server:
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            if _pump(client, server, self._chance.randrange(200, self._longest)):
                self.cuts += 1
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                server.shutdown(socket.SHUT_RDWR)
            else:
                server.shutdown(socket.SHUT_WR)
            back.join(_PATIENCE_S)


def _pump(source: socket.socket, target: socket.socket, left: int | None = None) -> bool:
    """Whether the bytes that it may pass on have come to their end before the source has."""
    with suppress(OSError):
        while left is None or left > 0:
            content = source.recv(65_536 if left is None else min(left, 65_536))
            if not content:
                break
            target.sendall(content)
            left = None if left is None else left - len(content)
    return left == 0


@contextmanager
def cutting_proxy(server: str, seed: int, longest: int) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(server, random.Random(seed), longest)
    try:
        yield proxy
    finally:
        proxy.close()
