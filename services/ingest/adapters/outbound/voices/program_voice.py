"""The voice as a program of its own, and its sound encoded in a child.

espeak-ng is GPL: nothing here loads it. The program gets the text on its standard input, where nothing of it
can be taken for an option or a markup, and nothing of our environment but what it needs to be found.
"""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from chassis.processes import ChildFailed, ChildPool, Limits
from services.ingest.adapters.outbound.media.encoding_task import encode_file
from services.ingest.application.ports.voices import VoiceFailed, VoiceMissing
from services.ingest.domain.speech import AudioKind, Utterance

_NATURAL_WPM, _SLOWEST_WPM, _FASTEST_WPM = 175, 80, 450
"""Words per minute of espeak-ng: its own, and the bounds between which it sounds as it should. What a speed
asks for beyond them is done to the sound."""
_LARGEST_BYTES = 128 * 1024 * 1024
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONSAFEPATH", "HOME", "LANG", "TMPDIR")
_PRELOAD = (
    "services.ingest.adapters.outbound.media.encoding",
    "services.ingest.adapters.outbound.media.encoding_task",
)
_log = structlog.get_logger(__name__)


def encoder_pool(size: int, deadline_s: float) -> ChildPool:
    """Starts at the first use: most installations never need it."""
    limits = Limits(1024**3, int(deadline_s), _LARGEST_BYTES, open_files=64, network=False)
    return ChildPool(size, preload=_PRELOAD, max_tasks_per_child=1, limits=limits)


class ProgramVoice:
    """The speech synthesizer port on `python -m deploy.local.voice`, or whatever takes the same options."""

    def __init__(self, program: str, encoders: ChildPool, deadline_s: float) -> None:
        self._command = shlex.split(program)
        self._encoders = encoders
        self._deadline_s = deadline_s
        self.slots = encoders.size

    def speak(self, utterance: Utterance, kind: AudioKind) -> bytes:
        if not self._command:
            raise VoiceMissing
        words_per_minute = round(_NATURAL_WPM * utterance.speed)
        rate = min(max(words_per_minute, _SLOWEST_WPM), _FASTEST_WPM)
        with TemporaryDirectory(prefix="rostrum-voice-") as folder:
            spoken, encoded = Path(folder, "spoken.wav"), Path(folder, "encoded")
            options = ("--stdin", "--out", str(spoken), "--rate", str(rate), "--voice", utterance.voice)
            self._say(utterance.text, options)
            return self._encoded(spoken, encoded, kind, words_per_minute / rate)

    def _say(self, text: str, options: Sequence[str]) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            ended = subprocess.run(  # noqa: S603 - the operator's program; the text is no argument of it
                [*self._command, *options],
                input=text.encode(),
                capture_output=True,
                env=environment,
                timeout=self._deadline_s,
                check=False,
            )
        except FileNotFoundError:
            raise VoiceMissing from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise VoiceFailed(type(error).__name__) from error
        if ended.returncode == os.EX_UNAVAILABLE:
            raise VoiceMissing
        if ended.returncode != 0:
            _log.warning(
                "voice_failed", status=ended.returncode, said=ended.stderr[:500].decode(errors="replace")
            )
            raise VoiceFailed(f"the voice ended with status {ended.returncode}")

    def _encoded(self, spoken: Path, encoded: Path, kind: AudioKind, tempo: float) -> bytes:
        """A text without any sound, such as a full stop, is a failure too."""
        try:
            self._encoders.run(encode_file, spoken, encoded, kind.value, tempo, deadline_s=self._deadline_s)
            return encoded.read_bytes()
        except (ChildFailed, OSError, ValueError) as error:
            raise VoiceFailed(str(error)) from error
