"""flite, where the machine has it: a more natural voice than espeak-ng."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.local.voice.faults import VoiceUnusableError
from deploy.local.voice.sound import Sound, read_wav

VOICE = "slt"
NATURAL_WORDS_PER_MINUTE = 170
"""The speed of that voice when it is not stretched."""
TIMEOUT_S = 60


class Flite:
    """The program `flite`, one call per phrase."""

    def __init__(self, words_per_minute: int) -> None:
        self._stretch = NATURAL_WORDS_PER_MINUTE / words_per_minute

    @staticmethod
    def installed() -> bool:
        return shutil.which("flite") is not None

    def say(self, text: str) -> Sound:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "phrase.wav"
            options = ["-voice", VOICE, "--setf", f"duration_stretch={self._stretch:.3f}"]
            command = ["flite", *options, "-t", text, "-o", str(out)]
            result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT_S)
            if result.returncode != 0 or not out.exists():
                raise VoiceUnusableError(f"flite could not speak: {result.stderr.strip()}")
            return read_wav(out)
