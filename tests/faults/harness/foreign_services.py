"""A stage of its own for scenarios about foreign services: an engine to fall back on, and a text model."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local.ports import LOOPBACK
from tests.builders.chat_server import ChatServer, chat_server
from tests.builders.remote_servers import RemoteServer
from tests.faults.harness.stage import Stage, staged

ESTABLISHED = "01"
"""As /proc/net/tcp has it."""


@dataclass(frozen=True)
class Surrounded:
    """`stage.engine` is the first for free speech, PocketSphinx for texts that are read."""

    stage: Stage
    judge: RemoteServer
    """The text model."""

    def threads(self) -> int:
        """Of the process that calls the engine."""
        return len(list(Path(f"/proc/{self.stage.processes['transcribe'].pid}/task").iterdir()))

    def connections(self) -> int:
        """To the engine, from whoever has any."""
        port = f"{self.stage.links['engine'].port:04X}"
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(line[2].endswith(f":{port}") and line[3] == ESTABLISHED for line in lines)

    def told(self, sample: str) -> float:
        """A sample of transcribe's metrics, by name and labels; 0 before there is one."""
        port = self.stage.platform.plan.ports["transcribe-admin"]
        lines = httpx.get(f"http://{LOOPBACK}:{port}/metrics", timeout=10).text.splitlines()
        return sum(float(line.removeprefix(sample)) for line in lines if line.startswith(f"{sample} "))


@contextmanager
def surrounded(folder: Path) -> Iterator[Surrounded]:
    chat = ChatServer(says=_judged)
    with chat_server(chat) as judge:
        settings = {
            "ROSTRUM_ENGINES": "openai,pocketsphinx",
            "ROSTRUM_TEXT_MODEL_URL": f"{judge.url}/v1",
            "ROSTRUM_TEXT_MODEL": "judge",
            "ROSTRUM_TEXT_MODEL_KEY": chat.key,
        }
        with staged(folder, settings) as stage:
            yield Surrounded(stage, judge)


def _judged(system: str, user: str) -> dict[str, object]:
    """Finds every criterion good."""
    del system
    verdict = {"level": 3, "remark": "It says why.", "quote": "they miss the words that matter"}
    criteria = dict.fromkeys(json.loads(user)["criteria"], verdict)
    return {"criteria": criteria, "strengths": ["You give a reason."], "improvements": ["Give an example."]}
