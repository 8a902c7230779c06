"""What a session was opened with, in words in which its owner knows it again."""

from dataclasses import dataclass

from services.auth.domain.session import Session

# The more special first: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_MAX_LABEL = 60


@dataclass(frozen=True)
class Device:
    """A session, and where it was used last: network address, and what the client calls itself."""

    session: Session
    peer: str = ""
    agent: str = ""

    @property
    def label(self) -> str:
        """Such as `Firefox on Linux`; of what is no browser the first word. Anybody can claim to be any."""
        program, system = _known(_PROGRAMS, self.agent), _known(_SYSTEMS, self.agent)
        if program and system:
            return f"{program} on {system}"
        first = self.agent.split(" ", 1)[0].split("/", 1)[0]
        return program or system or first[:_MAX_LABEL]


def _known(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in names if mark in agent), "")
