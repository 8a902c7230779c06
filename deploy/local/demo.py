"""`make demo`: the whole platform for one recording, then nothing of it is left running."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.demo_talk import TALK, written_text
from deploy.local.environment import ROOT, inherited_settings, python, python_environment
from deploy.local.faults import AlreadyRunning, LocalPlatformError
from deploy.local.platform import LocalPlatform
from deploy.local.terminal import Progress

FOLDER = ROOT / ".demo"
REPORT_FOLDER = FOLDER / "report"
VOICE_TIMEOUT_S = 60


@dataclass(frozen=True)
class Demo:
    """`audio` is the person's own recording, `prompt` the text read in it or a file with that text."""

    audio: Path | None = None
    prompt: str | None = None

    def run(self) -> int:
        self._check()
        with tempfile.TemporaryDirectory(prefix="rostrum-demo-") as scratch:
            audio = self.audio or _built_in_talk(Path(scratch))
            with _platform() as platform:
                code = self._submit(platform, audio)
            if code != 0:
                print(f"\nThe demo failed (code {code}). The logs are in {platform.folder.logs}.")
            return code

    def _check(self) -> None:
        if self.audio is not None and not self.audio.is_file():
            raise LocalPlatformError(
                f"there is no file {self.audio}", "give an audio file: make demo AUDIO=talk.m4a"
            )

    def _submit(self, platform: LocalPlatform, audio: Path) -> int:
        command = python("-m", "rostrum_client", "demo", "--url", platform.url, "--audio", str(audio))
        command += ("--out", str(REPORT_FOLDER))
        if self.audio is None:
            command += ("--title", "The built-in talk")
        prompt = self._prompt()
        if prompt:
            command += ("--prompt", prompt)
        return subprocess.run(command, env=python_environment(), check=False).returncode

    def _prompt(self) -> str | None:
        if self.audio is None and self.prompt is None:
            return written_text()
        return self.prompt


@contextmanager
def _platform() -> Iterator[LocalPlatform]:
    """In the demo's own folder; in a temporary one when another demo is using that."""
    progress = Progress("Starting Rostrum", quiet=True)
    platform = LocalPlatform(FOLDER, settings=inherited_settings(), public_port=None, say=progress.step)
    try:
        platform.start()
    except AlreadyRunning:
        with tempfile.TemporaryDirectory(prefix="rostrum-demo-") as folder:
            another = LocalPlatform(Path(folder), settings=inherited_settings(), public_port=None)
            with another:
                yield another
        return
    try:
        progress.done(f"Rostrum runs at {platform.url}; mails are kept in {platform.mails}")
        yield platform
    finally:
        platform.stop()


def _built_in_talk(folder: Path) -> Path:
    """Spoken by a program of its own: the voice's licence (GPL-3.0) is not ours."""
    audio = folder / "talk.wav"
    result = subprocess.run(
        python("-m", "deploy.local.voice", "--out", str(audio), TALK),
        env=python_environment(),
        capture_output=True,
        text=True,
        timeout=VOICE_TIMEOUT_S,
        check=False,
    )
    if result.returncode != 0:
        raise LocalPlatformError(
            f"the offline voice failed: {result.stderr.strip()}",
            "use a recording of your own: make demo AUDIO=talk.wav",
        )
    return audio
