"""A real browser without a window, spoken to in its own protocol over two pipes (CDP)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
    "--remote-debugging-pipe",
)
_START = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4);"
    " os.execv(sys.argv[3], sys.argv[3:])"
)
"""The browser reads from its descriptor 3 and writes to 4."""
_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def installed() -> str | None:
    """Where there is one on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Page:
    """One page with a virtual authenticator, which holds passkeys as a phone does."""

    sent: IO[bytes]
    received: IO[bytes]
    session: str = ""
    number: int = 0

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Waits for the answer, past whatever events come before it."""
        self.number += 1
        command: dict[str, object] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        self.sent.write(json.dumps(command).encode() + b"\0")
        self.sent.flush()
        while (answer := self._read()).get("id") != self.number:
            pass
        assert "error" not in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def run(self, script: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """What an asynchronous function of the page returns, as JSON."""
        expression = f"(async (given) => JSON.stringify(await ({script})(given)))({json.dumps(argument)})"
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, userGesture=True)
        assert "exceptionDetails" not in answer, answer
        found: dict[str, Any] = json.loads(answer["result"]["value"])
        return found

    def _read(self) -> dict[str, Any]:
        message = bytearray()
        while (byte := self.received.read(1)) != b"\0":
            assert byte, "the browser has ended"
            message += byte
        found: dict[str, Any] = json.loads(message)
        return found


@contextmanager
def opened_page(program: str, url: str, folder: Path) -> Iterator[Page]:
    to_browser, from_browser = os.pipe(), os.pipe()
    ends = (to_browser[0], from_browser[1])
    starter = [sys.executable, "-c", _START, *map(str, ends)]
    command = [*starter, program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, pass_fds=ends, stdout=nowhere, stderr=nowhere)
    os.close(to_browser[0])
    os.close(from_browser[1])
    with os.fdopen(to_browser[1], "wb") as sent, os.fdopen(from_browser[0], "rb") as received:
        try:
            yield _page(Page(sent, received), url)
        finally:
            process.kill()
            process.wait()


def _page(page: Page, url: str) -> Page:
    target = page.call("Target.createTarget", url="about:blank")["targetId"]
    page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    page.call("WebAuthn.enable")
    page.call("WebAuthn.addVirtualAuthenticator", options=_AUTHENTICATOR)
    page.call("Page.navigate", url=url)
    return page
