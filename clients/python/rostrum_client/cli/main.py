"""Picks the command, and turns every error into its cause, what to do, and an exit status."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from rostrum_client.cli.arguments import parser
from rostrum_client.cli.commands import COMMANDS
from rostrum_client.cli.surroundings import Surroundings
from rostrum_client.errors import ApiError, RostrumError
from rostrum_client.terminal.wording import safe

FAILED = 1
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None, around: Surroundings | None = None) -> int:
    """The exit status: 0, 1 after an error, 130 after Ctrl-C; a wrong call leaves with 2."""
    around = around or Surroundings.real()
    arguments = parser(around.environment).parse_args(argv)
    try:
        COMMANDS[arguments.command](arguments, around)
    except RostrumError as error:
        _explain(around.error_console(), error)
        return FAILED
    except KeyboardInterrupt:
        around.stderr.write("\nStopped. What was uploaded is worked on: rostrum list.\n")
        return INTERRUPTED
    except BrokenPipeError:
        return FAILED
    return 0


def _explain(console: Console, error: RostrumError) -> None:
    console.print(Text.assemble(("Error: ", "bold"), safe(error.detail)))
    if isinstance(error, ApiError):
        for fault in (f for f in error.faults if f.detail not in error.detail):
            console.print(Text(f"  {safe(fault.pointer)}: {safe(fault.detail)}"))
    if error.fix:
        console.print(Text.assemble(("Fix: ", "bold"), safe(error.fix)))
    if isinstance(error, ApiError) and error.request_id:
        console.print(Text(f"Request {safe(error.request_id)}", style="dim"))
