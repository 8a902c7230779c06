"""`rostrum demo`: everything that a first visitor wants to see, in one command."""

import argparse
import json
import secrets
from pathlib import Path
from typing import cast

from rich.text import Text

from rostrum_client.cli.surroundings import Surroundings, fields_of, show_report
from rostrum_client.cli.work import Submission, submit
from rostrum_client.client import RostrumClient
from rostrum_client.documents import Format
from rostrum_client.errors import UnreadableFile
from rostrum_client.report_document import Report
from rostrum_client.tokens import MemoryTokens

FILES: tuple[tuple[str, Format, str], ...] = (
    ("JSON", "json", "report.json"),
    ("Markdown", "markdown", "report.md"),
)


def demo(arguments: argparse.Namespace, around: Surroundings) -> None:
    """Registers a throw-away user, submits the recording, prints the report and writes it to a directory."""
    console = around.console()
    submission = Submission(
        arguments.audio, fields_of(arguments, arguments.audio), timeout_s=arguments.timeout
    )
    with around.client(arguments, MemoryTokens()) as client:
        email = f"demo-{secrets.token_hex(4)}@example.org"
        client.register(email, secrets.token_urlsafe(18), display_name="Demo")
        console.print(Text(f"\n  {Path(arguments.audio).name}, as {email}\n"))
        recording = submit(client, console, submission)
        written = _written(client, recording.id, Path(arguments.out))
    report = cast(Report, json.loads(written[0].read_text(encoding="utf-8")))
    show_report(
        console, report, [(name, _short(path)) for (name, _, _), path in zip(FILES, written, strict=True)]
    )


def _short(path: Path) -> str:
    """As seen from here, where it lies below."""
    whole = path.resolve()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)


def _written(client: RostrumClient, recording_id: str, directory: Path) -> list[Path]:
    paths = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for _, form, name in FILES:
            path = directory / name
            path.write_bytes(client.export(recording_id, form))
            paths.append(path)
    except OSError as error:
        raise UnreadableFile(f"{directory} can't be written: {error.strerror}.") from error
    return paths
