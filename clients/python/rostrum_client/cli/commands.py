"""What each command does."""

import argparse
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from rich.table import Table
from rich.text import Text

from rostrum_client.analyses import MeasureChange
from rostrum_client.cli import account_commands
from rostrum_client.cli.demo import demo
from rostrum_client.cli.invitation_commands import invitations
from rostrum_client.cli.key_commands import keys
from rostrum_client.cli.share_commands import share, shared
from rostrum_client.cli.surroundings import Surroundings, chosen, fields_of, say, show_report
from rostrum_client.cli.token_commands import tokens
from rostrum_client.cli.usage_commands import usage
from rostrum_client.cli.work import Submission, submit
from rostrum_client.client import RostrumClient
from rostrum_client.documents import Recording
from rostrum_client.errors import RostrumError, UnreadableFile
from rostrum_client.terminal.wording import clock, safe

Command = Callable[[argparse.Namespace, Surroundings], None]


def register(arguments: argparse.Namespace, around: Surroundings) -> None:
    password = around.password(from_stdin=arguments.password_stdin, twice=True)
    with around.client(arguments) as client:
        user = client.register(
            arguments.email, password, display_name=arguments.name, username=arguments.username
        )
    say(around.console(), f"Registered and logged in as {user.email}.")


def login(arguments: argparse.Namespace, around: Surroundings) -> None:
    password = around.password(from_stdin=arguments.password_stdin)
    with around.client(arguments) as client:
        client.log_in(
            arguments.email,
            password,
            code=lambda methods: around.code(methods, from_stdin=arguments.password_stdin),
        )
    say(around.console(), f"Logged in as {arguments.email}.")


def logout(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        client.log_out()
    say(around.console(), "Logged out.")


def whoami(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        user = client.me()
    say(around.console(), f"{user.email} at {arguments.url}")


def submit_file(arguments: argparse.Namespace, around: Surroundings) -> None:
    console = around.console()
    submission = Submission(
        arguments.file,
        fields_of(arguments, arguments.file),
        chosen(arguments.analyses),
        arguments.timeout,
        wait=not arguments.no_wait,
    )
    with around.client(arguments) as client:
        recording = submit(client, console, submission)
        if submission.wait and arguments.transcript_only:
            say(console, str(client.transcript(recording.id).get("clean", "")))
        elif submission.wait:
            show_report(console, client.report(recording.id))
        else:
            say(console, f"Recording {recording.id}")


def list_recordings(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        page = client.recordings(limit=arguments.limit)
    console = around.console()
    if not page.items:
        say(console, "There are no recordings yet. Send one with: rostrum submit FILE")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold underline")
    for name in ("Recording", "Status", "Made", "Length"):
        table.add_column(name, no_wrap=True)
    table.add_column("Title", overflow="fold")
    for recording in page.items:
        table.add_row(*_listed(recording))
    console.print(table)
    if page.next_cursor:
        say(console, "There are more: raise --limit.")


def _listed(recording: Recording) -> list[Text]:
    made = f"{recording.created_at:%m-%d %H:%M}" if recording.created_at else ""
    length = clock(recording.duration_s) if recording.duration_s else "–"
    cells = (recording.id, recording.status, made, length, recording.title)
    return [Text(safe(cell)) for cell in cells]


def show(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        show_report(around.console(), client.report(arguments.recording or _newest(client)))


def _newest(client: RostrumClient) -> str:
    for recording in client.recordings(limit=20).items:
        if recording.status == "completed":
            return recording.id
    raise RostrumError("There is no report yet.", fix="Send a recording with: rostrum submit FILE")


def compare(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        changes = client.analyses.compare(arguments.recording, arguments.other)
    console = around.console()
    told = [change for change in changes if change.verdict != "not_comparable"]
    if not told:
        say(console, "Nothing was measured in both takes.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold underline")
    for name in ("Measure", "Before", "After", "Verdict"):
        table.add_column(name, overflow="fold")
    for change in told:
        table.add_row(*_compared(change))
    console.print(table)


def _compared(change: MeasureChange) -> list[Text]:
    numbers = [f"{value:g} {change.unit}" for value in (change.before, change.after) if value is not None]
    return [Text(safe(cell)) for cell in (change.label, *numbers, change.verdict.replace("_", " "))]


def export(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        content = client.export(arguments.recording, arguments.format)
    _write(content, arguments.output, around)


def transcript(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        content = client.transcripts.file(
            arguments.recording, arguments.format, text=arguments.text, version=arguments.version
        )
    _write(content, arguments.output, around)


def search(arguments: argparse.Namespace, around: Surroundings) -> None:
    console = around.console()
    with around.client(arguments) as client:
        hits = list(islice(client.transcripts.search(arguments.query), arguments.limit))
    for hit in hits:
        console.print(Text(f"{hit.recording_id}  {clock(hit.start_s)}  {safe(hit.text)}"))
    if not hits:
        say(console, "Nothing was found.")


def _write(content: bytes, output: str | None, around: Surroundings) -> None:
    if output is None:
        around.stdout.write(content.decode())
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise UnreadableFile(f"{output} can't be written: {error.strerror}.") from error
    say(around.error_console(), f"Written to {output}.")


def cancel(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        client.cancel(arguments.recording)
    say(around.console(), f"Cancelled {arguments.recording}.")


def delete(arguments: argparse.Namespace, around: Surroundings) -> None:
    if not arguments.yes and not around.confirmed(f"Erase {arguments.recording} and everything made of it"):
        raise RostrumError("Nothing was deleted.", fix="Answer y, or use --yes.")
    with around.client(arguments) as client:
        client.delete(arguments.recording)
    say(around.console(), f"Deleted {arguments.recording}.")


COMMANDS: Mapping[str, Command] = {
    "register": register,
    "login": login,
    "logout": logout,
    "whoami": whoami,
    "verify-email": account_commands.verify_email,
    "send-verification": account_commands.send_verification,
    "forgot-password": account_commands.forgot_password,
    "reset-password": account_commands.reset_password,
    "change-password": account_commands.change_password,
    "change-email": account_commands.change_email,
    "confirm-email": account_commands.confirm_email,
    "delete-account": account_commands.delete_account,
    "tokens": tokens,
    "keys": keys,
    "invitations": invitations,
    "share": share,
    "shared": shared,
    "usage": usage,
    "submit": submit_file,
    "list": list_recordings,
    "show": show,
    "compare": compare,
    "export": export,
    "transcript": transcript,
    "search": search,
    "cancel": cancel,
    "delete": delete,
    "demo": demo,
}
