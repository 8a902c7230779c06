"""Real speech for tests, made when they run by the offline voice as a process of its own."""

import hashlib
import subprocess
from pathlib import Path

from deploy.local.environment import python, python_environment

RATE = 150
VOICE = "en-us+f5"
TIMEOUT_S = 60


class Speech:
    """Speaks texts into WAV files of one folder; the same words are spoken once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, text: str, *, rate: int = RATE, voice: str = VOICE) -> Path:
        """`[pause 0.8]` in the text is a silence of exactly so many seconds; `rate` is words per minute."""
        key = hashlib.sha256(f"{rate}|{voice}|{text}".encode()).hexdigest()[:16]
        out = self._folder / f"{key}.wav"
        if not out.exists():
            self._speak(text, rate, voice, out)
        return out

    def _speak(self, text: str, rate: int, voice: str, out: Path) -> None:
        options = ("--out", str(out), "--rate", str(rate), "--voice", voice, "--engine", "espeak")
        result = subprocess.run(
            python("-m", "deploy.local.voice", *options, text),
            env=python_environment(),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        assert result.returncode == 0, f"the offline voice failed: {result.stderr}"
