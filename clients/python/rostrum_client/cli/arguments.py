"""What can be typed after `rostrum`."""

import argparse
from collections.abc import Mapping
from typing import TypeAlias

from rostrum_client.tokens import default_token_file
from rostrum_client.transcripts import FORMATS as FILE_FORMATS
from rostrum_client.transcripts import TEXTS
from rostrum_client.usage import GROUPINGS

DEFAULT_URL = "http://127.0.0.1:8080"
PROFILES = ("presentation", "interview", "conversation", "reading", "podcast")
PROMPT_HELP = "the text that is read aloud, or a file with it"
FORMATS = ("json", "markdown")
TASKS = ("transcribe", "translate")


def parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    """The whole command line; `--help` of each command shows its part."""
    about = "Speech feedback in your terminal."
    root = argparse.ArgumentParser(prog="rostrum", description=about, parents=[_common(environment)])
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = _common(environment, behind_a_command=True)
    _accounts(commands, common)
    _submit(commands.add_parser("submit", parents=[common], help="upload a recording and see its report"))
    _reading(commands, common)
    _sharing(commands, common)
    _keys(commands.add_parser("keys", help="keys of providers, such as OpenAI"), common)
    _usage(commands.add_parser("usage", parents=[common], help="show your limits, and what was used"))
    _demo(commands.add_parser("demo", parents=[common], help="one recording, from registration to report"))
    return root


def _common(environment: Mapping[str, str], *, behind_a_command: bool = False) -> argparse.ArgumentParser:
    """May stand before the command and behind it; what stands behind it wins."""
    url = environment.get("ROSTRUM_URL") or DEFAULT_URL
    file = environment.get("ROSTRUM_TOKEN_FILE") or str(default_token_file(environment))
    default = argparse.SUPPRESS if behind_a_command else None
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--url", default=default or url, help=f"the server ($ROSTRUM_URL; else {DEFAULT_URL})"
    )
    told = f"where tokens are kept ({file.replace('%', '%%')}); an API token in $ROSTRUM_TOKEN goes first"
    common.add_argument("--token-file", default=default or file, metavar="FILE", help=told)
    return common


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _accounts(commands: Commands, common: argparse.ArgumentParser) -> None:
    register = commands.add_parser("register", parents=[common], help="make an account and log in")
    register.add_argument("--name", default="", help="how you are shown to others")
    register.add_argument("--username", help="to log in with, once the address is verified")
    login = commands.add_parser("login", parents=[common], help="log in")
    for command in (register, login):
        command.add_argument("email")
        command.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from standard input, and in the next line a code if it is asked for",
        )
    commands.add_parser("logout", parents=[common], help="end the session and forget its tokens")
    commands.add_parser("whoami", parents=[common], help="show who is logged in")
    _recovery(commands, common)
    _tokens(commands.add_parser("tokens", help="API tokens, for machines"), common)


def _recovery(commands: Commands, common: argparse.ArgumentParser) -> None:
    verify = commands.add_parser("verify-email", parents=[common], help="verify your address, by its mail")
    send = commands.add_parser("send-verification", parents=[common], help="have that mail sent again")
    forgot = commands.add_parser("forgot-password", parents=[common], help="ask for a mail to set a new one")
    reset = commands.add_parser("reset-password", parents=[common], help="set it with the token of that mail")
    change = commands.add_parser("change-password", parents=[common], help="set another password")
    move = commands.add_parser("change-email", parents=[common], help="ask for another address")
    confirm = commands.add_parser("confirm-email", parents=[common], help="make it yours, by the mail to it")
    for command in (verify, reset, confirm):
        command.add_argument("token", help="as the mail has it")
    for command in (send, forgot, move):
        command.add_argument("email")
    for command in (reset, change, move):
        told = "read passwords from standard input, the present one first, one a line"
        command.add_argument("--password-stdin", action="store_true", help=told)
    _deletion(commands.add_parser("delete-account", parents=[common], help="have it deleted in 30 days"))


def _deletion(command: argparse.ArgumentParser) -> None:
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--now", action="store_true", help="at once, with everything in it")
    instead.add_argument("--cancel", action="store_true", help="keep the account")
    command.add_argument("--yes", "-y", action="store_true", help="don't ask")


def _tokens(command: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", parents=[common], help="make one; it is shown this once")
    create.add_argument("name", help="by which you will know it again")
    create.add_argument(
        "--scope", action="append", required=True, help="what it allows, such as recordings:read; may repeat"
    )
    create.add_argument("--days", type=int, default=90, help="its life, 365 at most (%(default)s)")
    actions.add_parser("list", parents=[common], help="list yours, the newest first")
    rotate = actions.add_parser("rotate", parents=[common], help="make one anew; the old one ends at once")
    revoke = actions.add_parser("revoke", parents=[common], help="end one")
    for action in (rotate, revoke):
        action.add_argument("token", metavar="NAME|ID")


def _submit(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", help="wav, mp3, m4a, flac, ogg, opus or webm")
    command.add_argument(
        "--prompt", metavar="TEXT|FILE", help="the text that is read aloud, or a file with it"
    )
    command.add_argument("--title", default="", help="by default the name of the file")
    command.add_argument("--profile", choices=PROFILES, default="", help="what it is measured against")
    command.add_argument("--language", default="", help="such as en, or auto")
    command.add_argument("--engine", default="", help="what transcribes; by default the server chooses")
    command.add_argument("--model", default="", help="the engine's model")
    command.add_argument("--hint", default="", metavar="TEXT", help="words to expect, names above all")
    command.add_argument("--task", choices=TASKS, default="", help="translate: into English")
    command.add_argument("--speakers", action="store_true", help="tell speakers apart")
    command.add_argument("--transcript-only", action="store_true", help="no analysis and no report")
    command.add_argument("--start", default="", metavar="TIME", help="begin there: seconds or hh:mm:ss")
    command.add_argument("--end", default="", metavar="TIME", help="end there: seconds or hh:mm:ss")
    command.add_argument("--question", default="", metavar="TEXT", help="what the speech answers")
    command.add_argument("--job-role", default="", metavar="TEXT", help="the job it is about")
    command.add_argument("--skills", default="", metavar="A,B", help="those of the résumé")
    command.add_argument("--key-points", metavar="TEXT|FILE", help="what a good answer mentions, one a line")
    command.add_argument("--analyses", default="", metavar="A,B", help="only these, by default all")
    command.add_argument("--no-wait", action="store_true", help="return as soon as it is uploaded")
    command.add_argument("--timeout", type=float, metavar="SECONDS", help="stop watching after this time")


def _reading(commands: Commands, common: argparse.ArgumentParser) -> None:
    listing = commands.add_parser("list", parents=[common], help="list your recordings, newest first")
    listing.add_argument("--limit", type=int, default=20, help="how many (%(default)s)")
    show = commands.add_parser("show", parents=[common], help="show a report")
    show.add_argument("recording", nargs="?", help="its id; by default the newest")
    export = commands.add_parser("export", parents=[common], help="write a report as a document")
    export.add_argument("recording", help="its id")
    export.add_argument("--format", choices=FORMATS, default="json", help="by default %(default)s")
    export.add_argument("--output", "-o", metavar="FILE", help="by default standard output")
    _transcripts(commands, common)
    compare = commands.add_parser("compare", parents=[common], help="compare two takes, measure by measure")
    compare.add_argument("recording", help="the id of the earlier take")
    compare.add_argument("other", help="the id of the later take")
    cancel = commands.add_parser("cancel", parents=[common], help="stop the work on a recording")
    cancel.add_argument("recording", help="its id")
    delete = commands.add_parser("delete", parents=[common], help="erase a recording and all made of it")
    delete.add_argument("recording", help="its id")
    delete.add_argument("--yes", "-y", action="store_true", help="don't ask")


def _transcripts(commands: Commands, common: argparse.ArgumentParser) -> None:
    transcript = commands.add_parser("transcript", parents=[common], help="write a transcript as a document")
    transcript.add_argument("recording", help="its id")
    transcript.add_argument("--format", choices=FILE_FORMATS, default="txt", help="by default %(default)s")
    transcript.add_argument(
        "--text", choices=TEXTS, default="clean", help="verbatim keeps hesitations; by default %(default)s"
    )
    transcript.add_argument("--version", type=int, metavar="N", help="by default the newest")
    transcript.add_argument("--output", "-o", metavar="FILE", help="by default standard output")
    search = commands.add_parser("search", parents=[common], help="find words in your transcripts")
    search.add_argument("query", help='words, a "phrase", or, and -without')
    search.add_argument("--limit", type=int, default=20, help="how many places (%(default)s)")


def _keys(command: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    keep = actions.add_parser("set", parents=[common], help="leave a key, which is asked for")
    keep.add_argument("provider", help="such as openai, assemblyai, gemini, deepseek or openai_compatible")
    keep.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    keep.add_argument("--base-url", default="", metavar="URL", help="of an openai_compatible server")
    keep.add_argument("--speech-model", default="", metavar="NAME", help="what transcribes with it")
    keep.add_argument("--text-model", default="", metavar="NAME", help="what reads and judges texts with it")
    listing = actions.add_parser("list", parents=[common], help="list yours, as far as they are shown")
    test = actions.add_parser("test", parents=[common], help="ask the provider whether it accepts a key")
    delete = actions.add_parser("delete", parents=[common], help="delete one")
    for action in (test, delete):
        action.add_argument("provider")
    for action in (keep, listing, test, delete):
        action.add_argument("--organisation", default="", metavar="ID", help="its keys, if you look after it")


def _usage(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", choices=GROUPINGS, default="day", help="totals by (%(default)s)")
    command.add_argument("--since", default="", metavar="DAY", help="from this day on")
    command.add_argument("--until", default="", metavar="DAY", help="before this day")


def _sharing(commands: Commands, common: argparse.ArgumentParser) -> None:
    invited = commands.add_parser("invitations", help="to organisations, for the address of your account")
    answers = invited.add_subparsers(dest="action", required=True, metavar="ACTION")
    answers.add_parser("list", parents=[common], help="list those that are open")
    for name in ("accept", "decline"):
        answer = answers.add_parser(name, parents=[common], help=f"{name} one")
        answer.add_argument("invitation", help="its id")
    share = commands.add_parser("share", help="let coaches read recordings")
    actions = share.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("coaches", parents=[common], help="list the coaches of your organisations")
    give = actions.add_parser("with", parents=[common], help="let a coach read one recording, or all")
    give.add_argument("coach", metavar="NAME|ID")
    give.add_argument("recording", nargs="?", help="its id; without it all, also those to come")
    actions.add_parser("list", parents=[common], help="list what you share, and when the coach last looked")
    revoke = actions.add_parser("revoke", parents=[common], help="end a share")
    revoke.add_argument("share", help="its id")
    shared = commands.add_parser("shared", parents=[common], help="read what learners share with you")
    shared.add_argument("recording", nargs="?", help="show its report; without it the list")
    shared.add_argument("--learner", metavar="ID", help="list those of one learner")


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--audio", required=True, metavar="FILE", help="the recording")
    command.add_argument(
        "--prompt", metavar="TEXT|FILE", help="the text that is read aloud, or a file with it"
    )
    command.add_argument("--title", default="", help="by default the name of the file")
    command.add_argument("--profile", choices=PROFILES, default="", help="what it is measured against")
    command.add_argument("--out", required=True, metavar="DIR", help="where report.json and report.md go")
    command.add_argument("--timeout", type=float, metavar="SECONDS", help="give up after this time")
