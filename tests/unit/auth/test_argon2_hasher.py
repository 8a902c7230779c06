"""Hashing passwords: strong, few at a time, and in nobody else's way."""

import io
import itertools
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from chassis.errors import Unavailable
from chassis.web.admission import admitting
from chassis.web.lingering import Environ, StartResponse
from chassis.web.places import Places
from services.auth.adapters.outbound.passwords.argon2_hasher import Argon2Hasher
from services.auth.bootstrap.processes import web_hasher
from services.auth.domain.password import Password


def test_a_hash_holds_for_its_password_only() -> None:
    hasher = Argon2Hasher()
    stored = hasher.hash(Password("correct horse"))
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.hash(Password("correct horse")) != stored
    assert hasher.verify(stored, Password("correct horse"))
    assert not hasher.verify(stored, Password("correct horsE"))
    assert not hasher.verify(None, Password("the password of nobody"))
    assert not hasher.verify("damaged", Password("correct horse"))


@pytest.mark.parametrize("text", ["x" * 1024, "x" * 1023 + "y", "🙂" * 256, "a\x00b-a\x00c"])
def test_no_character_is_cut_off(text: str) -> None:
    hasher = Argon2Hasher(memory_kib=64)
    stored = hasher.hash(Password(text))
    assert hasher.verify(stored, Password(text))
    assert not hasher.verify(stored, Password(text[:-1]))


class HeldPassword(Password):
    """Hashing it lasts until the test says so."""

    leave = threading.Event()

    def __getattribute__(self, name: str) -> object:
        if name == "text":
            HeldPassword.leave.wait(10)
        return super().__getattribute__(name)


def test_two_hash_eight_wait_and_the_rest_are_refused() -> None:
    hasher = Argon2Hasher(memory_kib=64)
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(hasher.hash, HeldPassword("some password")) for _ in range(20)]
        refused = [each.exception() for each in itertools.islice(as_completed(asked, timeout=10), 10)]
        with pytest.raises(Unavailable):
            hasher.require_room()
        HeldPassword.leave.set()
    assert all(isinstance(error, Unavailable) and error.retry_after_s == 2 for error in refused)
    assert sum(each.exception() is None for each in asked) == 10
    for _ in range(20):
        hasher.require_room()
    assert hasher.hash(Password("some password"))


class InterruptedPassword(Password):
    """While it is hashed something else happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__("some password")
        object.__setattr__(self, "meanwhile", meanwhile)

    def __getattribute__(self, name: str) -> object:
        if name == "text":
            super().__getattribute__("meanwhile")()
        return super().__getattribute__(name)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_hashing_gives_way_to_all_else() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    usual, hashing = niceness(), list[int]()
    Argon2Hasher(memory_kib=64).hash(InterruptedPassword(lambda: hashing.append(niceness())))
    assert min(hashing) == max(hashing) > usual == niceness()


class Door:
    """Where one request at a time is at work: POST hashes, and during that somebody sends a GET."""

    def __init__(self) -> None:
        self.statuses: list[str] = []
        self._hasher = web_hasher()
        self._admitted = admitting(self._application, Places(threads=32))

    def ask(self, method: str) -> None:
        environ = {"REQUEST_METHOD": method, "wsgi.input": io.BytesIO()}
        list(self._admitted(environ, lambda status, _: self.statuses.append(f"{method} {status}")))

    def _application(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            self._hasher.hash(InterruptedPassword(lambda: self.ask("GET")))
        start_response("200 OK", [])
        return []


def test_nobody_waits_for_the_hashing_of_others() -> None:
    door = Door()
    door.ask("POST")
    assert door.statuses == ["GET 200 OK", "POST 200 OK"]
