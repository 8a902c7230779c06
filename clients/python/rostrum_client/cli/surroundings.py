"""What a command works with: the server, the terminal, and the standard streams."""

import argparse
import getpass
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console

from rostrum_client.client import RostrumClient
from rostrum_client.documents import RecordingFields
from rostrum_client.errors import RostrumError, UnreadableFile
from rostrum_client.report_document import Report
from rostrum_client.resumable import FileMemory
from rostrum_client.terminal.page import report_page
from rostrum_client.terminal.wording import safe
from rostrum_client.tokens import FileTokens, TokenStore

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""
LONGEST_TITLE = 200
"""Of a title that is made of a file's name; the server accepts no longer ones."""


@dataclass(frozen=True)
class Surroundings:
    """Replaceable in tests."""

    environment: Mapping[str, str]
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO

    @classmethod
    def real(cls) -> "Surroundings":
        """Those of this process. A terminal that lacks a character shows a question mark instead."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        return cls(os.environ, sys.stdin, sys.stdout, sys.stderr)

    def console(self) -> Console:
        """Where results go."""
        return _narrow(Console(file=self.stdout, _environ=self.environment))

    def error_console(self) -> Console:
        """Where errors go."""
        return _narrow(Console(file=self.stderr, _environ=self.environment))

    def client(self, arguments: argparse.Namespace, tokens: TokenStore | None = None) -> RostrumClient:
        """A conversation with the chosen server."""
        url = arguments.url.rstrip("/")
        if not url.startswith(("http://", "https://")):
            raise RostrumError(
                f"{url} is no address of a server.", fix="Give one such as http://127.0.0.1:8080."
            )
        kept = Path(arguments.token_file)
        unfinished = FileMemory(kept.with_name("uploads.json"), url)
        return RostrumClient(
            url,
            token=None if tokens else self.environment.get("ROSTRUM_TOKEN"),
            tokens=tokens or FileTokens(kept, url),
            uploads=unfinished,
        )

    def password(self, *, from_stdin: bool, twice: bool = False, asked_for: str = "Password") -> str:
        """Asked for without showing it, or read from standard input."""
        if from_stdin:
            return self.stdin.readline().rstrip("\r\n")
        password = _typed(f"{asked_for}: ")
        while twice and password != _typed("Again: "):
            self.stderr.write("The two are not the same.\n")
            password = _typed(f"{asked_for}: ")
        return password

    def confirmed(self, question: str) -> bool:
        """Whether the user says yes."""
        self.stderr.write(f"{question}? [y/N] ")
        self.stderr.flush()
        return self.stdin.readline().strip().lower() in {"y", "yes"}

    def code(self, methods: Sequence[str], *, from_stdin: bool) -> str:
        """Of the second factor; asked for, or the next line of standard input."""
        if not from_stdin:
            app = "Code of the authenticator app, or recovery code: "
            self.stderr.write(app if "totp" in methods else "Recovery code (a passkey needs a browser): ")
            self.stderr.flush()
        return self.stdin.readline().strip()


def _typed(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise RostrumError(
            "Nothing was typed.", fix="In scripts use --password-stdin, or --key-stdin for keys."
        ) from None


def _narrow(console: Console) -> Console:
    console.width = min(console.width, WIDEST)
    return console


def text_or_file(value: str | None) -> str:
    """What `--prompt` names: the content of a file if there is one of that name, else the text itself."""
    if not value:
        return ""
    if "\n" in value or len(value) > 255 or not Path(value).is_file():
        return value
    try:
        return Path(value).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{value} is not a text file in UTF-8.") from error


def fields_of(arguments: argparse.Namespace, file: str) -> RecordingFields:
    """The fields of a submission."""
    return {
        "title": arguments.title or safe(Path(file).stem)[:LONGEST_TITLE],
        "profile": arguments.profile,
        "reference_text": text_or_file(arguments.prompt),
        **_wishes(arguments),
    }


def _wishes(arguments: argparse.Namespace) -> RecordingFields:
    """What only `submit` asks for."""
    if "engine" not in arguments:
        return {}
    return {
        "language": arguments.language,
        "engine": arguments.engine,
        "model": arguments.model,
        "prompt": arguments.hint,
        "task": arguments.task,
        "speakers": arguments.speakers,
        "transcript_only": arguments.transcript_only,
        "start": arguments.start,
        "end": arguments.end,
        "question": arguments.question,
        "job_role": arguments.job_role,
        "skills": arguments.skills,
        "key_points": text_or_file(arguments.key_points),
    }


def chosen(names: str) -> Sequence[str]:
    """A list that was typed with commas."""
    return [name.strip() for name in names.split(",") if name.strip()]


def show_report(console: Console, report: Report, files: Sequence[tuple[str, str]] = ()) -> None:
    """The page in the terminal; long file names run on instead of being cropped."""
    console.print()
    console.print(report_page(report, files), crop=False)


def say(console: Console, text: str) -> None:
    """One line, as it is."""
    console.print(safe(text), markup=False, highlight=False)
