"""What `python -m deploy.local` can do."""

import argparse
import logging
import signal
import sys
from pathlib import Path

import structlog

from deploy.local.demo import Demo
from deploy.local.environment import MODELS_FOLDER, ROOT, inherited_settings
from deploy.local.faults import AlreadyRunning, LocalPlatformError
from deploy.local.interruption import Interruption, StopRequested
from deploy.local.plan import PREFERRED_PUBLIC_PORT
from deploy.local.platform import LocalPlatform
from deploy.local.terminal import Progress

DEFAULT_FOLDER = ROOT / ".rostrum"
EXIT_INTERRUPTED = 130
HIGHEST_PORT = 65535


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        return int(options.run(options))
    except LocalPlatformError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1


def up(options: argparse.Namespace) -> int:
    """Run the platform until Ctrl-C or SIGTERM."""
    progress = Progress(f"Starting Rostrum in {options.data}")
    platform = LocalPlatform(
        options.data, settings=inherited_settings(), public_port=options.port, say=progress.step
    )
    with Interruption():
        try:
            platform.start()
            _introduce(platform, progress)
            while True:
                signal.pause()
        except StopRequested:
            return _stopped(platform, progress)
        except AlreadyRunning as error:
            raise AlreadyRunning(f"Rostrum already runs: {error.cause}", "stop it first, or use it") from None


def demo(options: argparse.Namespace) -> int:
    """Show the main job end to end, then leave nothing running."""
    with Interruption():
        try:
            return Demo(audio=options.audio and options.audio.expanduser(), prompt=options.prompt).run()
        except StopRequested:
            print("\nstopped before the end")
            return EXIT_INTERRUPTED


def dead_letters(options: argparse.Namespace) -> int:
    """What no service could handle: list it, look at one, send it again, discard it."""
    from deploy.local.dead_letters import act

    return act(options.data, options)


def backup(options: argparse.Namespace) -> int:
    """Copy what can't be made again, while the platform runs."""
    from deploy.local.backup import backup

    return backup(options.data, options.to)


def restore(options: argparse.Namespace) -> int:
    """Fill an empty data folder from a copy."""
    from deploy.local.restore import restore

    return restore(options.data, options.source)


def admin(options: argparse.Namespace) -> int:
    """Make a user of the running platform an administrator, or end that."""
    from deploy.local.admins import appoint

    return appoint(options.data, options.email, dismiss=options.dismiss)


def vault_rotate(options: argparse.Namespace) -> int:
    """Give the stored secrets of the running platform a new master key."""
    from deploy.local.vault import rotate

    return rotate(options.data)


def models(options: argparse.Namespace) -> int:
    """Fetch weights for faster-whisper."""
    from deploy.local.models import fetch

    with Interruption():
        try:
            return fetch(options.model, options.folder)
        except StopRequested:
            return EXIT_INTERRUPTED


def logs(options: argparse.Namespace) -> int:
    """Show what the processes say."""
    from deploy.local.logs import show

    with Interruption():
        try:
            return show(options.data, options.names, follow=options.follow)
        except StopRequested:
            return 0


def _stopped(platform: LocalPlatform, progress: Progress) -> int:
    started = bool(platform.processes)
    progress.say("\nStopping: services finish what they hold, then the servers")
    platform.stop()
    progress.say("Stopped.")
    return 0 if started else EXIT_INTERRUPTED


def _introduce(platform: LocalPlatform, progress: Progress) -> None:
    user, password = platform.subscriber
    lines = (
        ("API", f"{platform.url}/v1"),
        ("documentation", f"{platform.url}/docs"),
        ("health", f"{platform.url}/healthz"),
        ("events", f"{platform.nats_url}  user {user}  password {password}  (docs/events.md)"),
        ("mails", platform.mails),
        ("logs", f"make logs  (files in {platform.folder.logs})"),
        ("stop", "Ctrl-C"),
    )
    progress.done(f"Rostrum is up: {platform.url}")
    for name, value in lines:
        progress.say(f"  {name:<14} {value}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description="Rostrum on one machine.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_up(commands.add_parser("up", help="run the platform until Ctrl-C"))
    _add_demo(commands.add_parser("demo", help="submit a recording and show its report"))
    _add_dead_letters(commands.add_parser("dead-letters", help="list what no service could handle"))
    _add_backup(commands.add_parser("backup", help="copy what can't be made again"))
    _add_restore(commands.add_parser("restore", help="fill an empty data folder from a copy"))
    _add_admin(commands.add_parser("admin", help="make a user an administrator"))
    _add_vault_rotate(commands.add_parser("vault-rotate", help="renew the master key of stored secrets"))
    _add_models(commands.add_parser("models", help="fetch weights for faster-whisper"))
    _add_logs(commands.add_parser("logs", help="show what the processes say"))
    return parser


def _add_vault_rotate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.set_defaults(run=vault_rotate)


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("to", type=Path, help="an empty folder")
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.set_defaults(run=backup)


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="a folder that `backup` has made")
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.set_defaults(run=restore)


def _add_admin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the address that the user has registered with")
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.add_argument("--dismiss", action="store_true", help="end that")
    parser.set_defaults(run=admin)


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="a size of Whisper, such as small.en, or owner/name on the hub")
    parser.add_argument("--folder", type=Path, default=MODELS_FOLDER, help="where to (default: .models)")
    parser.set_defaults(run=models)


def _add_logs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", help="processes, such as ingest or nats; by default all")
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.add_argument("--follow", action="store_true", help="go on until Ctrl-C")
    parser.set_defaults(run=logs)


def _add_up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.add_argument(
        "--port",
        type=_port,
        default=PREFERRED_PUBLIC_PORT,
        help="public port; a free one is taken when it is in use (default: %(default)s)",
    )
    parser.set_defaults(run=up)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to {HIGHEST_PORT}")
    return int(text)


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--audio", type=Path, help="your own recording instead of the built-in talk")
    parser.add_argument("--prompt", help="the text that was read in it, or a file with the text")
    parser.set_defaults(run=demo)


def _add_dead_letters(parser: argparse.ArgumentParser) -> None:
    from chassis.messaging.letters import add_options

    add_options(parser)
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="data folder (default: .rostrum)")
    parser.set_defaults(run=dead_letters)
