"""Free loopback ports."""

import os
import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"
# Below the range from which systems take the local ports of outgoing connections (Linux from 32768, macOS
# from 49152), so that a port stays ours while its server restarts.
LOWEST, HIGHEST = 20_000, 32_000
OWN = 300
"""A process looks first where others of the machine don't: a port that is chosen is taken seconds later."""
ATTEMPTS = 2_000


def free_ports(count: int) -> list[int]:
    """Distinct ports nothing listens on. Held together while choosing, released on return."""
    chosen: list[int] = []
    with ExitStack() as held:
        for port in _candidates():
            if len(chosen) == count:
                return chosen
            listener = held.enter_context(socket.socket())
            if port not in chosen and _bound(listener, port):
                chosen.append(port)
    raise OSError(f"found only {len(chosen)} of {count} free ports between {LOWEST} and {HIGHEST}")


def _candidates() -> Iterator[int]:
    chance = random.SystemRandom()
    own = LOWEST + os.getpid() % ((HIGHEST - LOWEST) // OWN) * OWN
    yield from chance.sample(range(own, own + OWN), OWN)
    yield from chance.sample(range(LOWEST, HIGHEST), ATTEMPTS)


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
