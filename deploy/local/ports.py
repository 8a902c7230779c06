"""Free loopback ports."""

import random
import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"
# Below the range from which systems take the local ports of outgoing connections (Linux from 32768, macOS
# from 49152), so that a port stays ours while its server restarts.
LOWEST, HIGHEST = 20_000, 32_000
ATTEMPTS = 2_000


def free_ports(count: int) -> list[int]:
    """Distinct ports nothing listens on. Held together while choosing, released on return."""
    chosen: list[int] = []
    with ExitStack() as held:
        for port in random.SystemRandom().sample(range(LOWEST, HIGHEST), ATTEMPTS):
            if len(chosen) == count:
                return chosen
            listener = held.enter_context(socket.socket())
            if _bound(listener, port):
                chosen.append(port)
    raise OSError(f"found only {len(chosen)} of {count} free ports between {LOWEST} and {HIGHEST}")


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        return _bound(listener, port)


def _bound(listener: socket.socket, port: int) -> bool:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError:
        return False
    return True
