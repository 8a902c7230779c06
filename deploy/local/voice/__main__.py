"""Speak a text into a WAV file. `[pause 0.8]` in the text is a silence of so many seconds.

With --stdin the text is read from there and spoken as it stands: what a stranger wrote is no markup.
"""

import argparse
import os
import sys
from array import array
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from deploy.local.voice.faults import VoiceMissingError, VoiceUnusableError
from deploy.local.voice.flite import Flite
from deploy.local.voice.markup import Phrase, parse
from deploy.local.voice.sound import Sound, write_wav

DEFAULT_RATE = 150
DEFAULT_VOICE = "en-us+f5"


class Engine(Protocol):
    """Says one phrase."""

    def say(self, text: str) -> Sound: ...


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    phrases = (Phrase(sys.stdin.read()),) if options.stdin else parse(" ".join(options.text))
    if not any(phrase.text.strip() for phrase in phrases):
        print("error: there is nothing to say", file=sys.stderr)
        return 2
    try:
        engine = _engine(options.engine, options.voice, options.rate)
        write_wav(options.out, _spoken(engine, phrases))
    except VoiceMissingError as error:
        print(f"error: {error}", file=sys.stderr)
        return os.EX_UNAVAILABLE
    except VoiceUnusableError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _spoken(engine: Engine, phrases: tuple[Phrase, ...]) -> list[Sound]:
    said = {phrase: engine.say(phrase.text).trimmed() for phrase in phrases if phrase.text}
    silent = Sound(array("h"), next(iter(said.values())).rate_hz)
    return [said.get(phrase, silent).followed_by_silence(phrase.silence_s) for phrase in phrases]


def _engine(name: str, voice: str, rate: int) -> Engine:
    if name == "flite" or (name == "auto" and Flite.installed()):
        return Flite(rate)
    if find_spec("espeakng_loader") is None:
        raise VoiceMissingError("espeak-ng is not installed; run `make setup`, or install flite")
    from deploy.local.voice.espeak import Espeak

    return Espeak(voice, rate)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.local.voice", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the WAV file to write")
    parser.add_argument("--rate", type=int, default=DEFAULT_RATE, help="words per minute (%(default)s)")
    parser.add_argument("--voice", default=DEFAULT_VOICE, help="voice of espeak-ng (%(default)s)")
    parser.add_argument("--engine", choices=("auto", "espeak", "flite"), default="auto")
    parser.add_argument(
        "--stdin", action="store_true", help="read the text from standard input, as it stands"
    )
    parser.add_argument("text", nargs="*")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
