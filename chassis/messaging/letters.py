"""`python -m chassis.messaging.letters`: what no service could handle, for operators of any installation.

ROSTRUM_NATS_URL says where the broker is; the password of its administrator is the file nats_password in
ROSTRUM_SECRETS_DIR, or ROSTRUM_NATS_PASSWORD. docs/runbooks/dead-letters.md tells when to do what.
"""

import argparse
import logging
import os
import pwd
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

import structlog

from chassis.clock import SystemClock
from chassis.errors import RostrumError
from chassis.messaging.client import MessagingClient
from chassis.messaging.dead_letters import StoredDeadLetter
from chassis.messaging.letter_box import EVERYTHING, Choice, LetterBox
from chassis.messaging.letter_pages import count_lines, line_of, page_of, settled_line
from chassis.settings import MessagingSettings, SettingsError, load

EXIT_FAILED, EXIT_CONFIG = 1, 78
_STOP_S = 2.0
_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_ALL = 0
"""Instead of a number."""


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parser = argparse.ArgumentParser(prog="python -m chassis.messaging.letters", description=__doc__)
    add_options(parser)
    parser.add_argument("--user", default="admin", help="NATS user (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        return run(options, load(MessagingSettings), options.user)
    except (SettingsError, RostrumError) as error:
        sys.stderr.write(f"error: {error}\n")
        return EXIT_CONFIG if isinstance(error, SettingsError) else EXIT_FAILED


def add_options(parser: argparse.ArgumentParser) -> None:
    """Those of any command that does this."""
    acts = parser.add_mutually_exclusive_group()
    acts.add_argument("--counts", action="store_true", help="how many of each consumer and code")
    acts.add_argument("--show", type=_number, metavar="NUMBER", help="everything about one")
    acts.add_argument("--replay", type=_which, metavar="NUMBER", help="send it, or `all` chosen, again")
    acts.add_argument("--discard", type=_which, metavar="NUMBER", help="remove it, or `all` chosen")
    acts.add_argument("--settled", action="store_true", help="what was sent again or discarded, and why")
    parser.add_argument("--reason", default="", help="why; kept in the log, and needed to discard")
    for name in ("service", "consumer", "tenant"):
        parser.add_argument(f"--{name}", type=_name, default="*", help=f"only those of this {name}")
    parser.add_argument("--code", default="", help="only those with this code")
    parser.add_argument("--older", type=_age, metavar="AGE", help="only those given up before, such as 2h")
    parser.add_argument("--newer", type=_age, metavar="AGE", help="only those given up since, such as 15m")
    parser.add_argument("--limit", type=_number, default=100, help="of the list (default: %(default)s)")


def run(options: argparse.Namespace, settings: MessagingSettings, user: str) -> int:
    """Does what the parsed options say; the exit code."""
    clock = SystemClock()
    choice = _choice(options, clock)
    if fault := _fault(options, choice):
        sys.stderr.write(f"error: {fault}\n")
        return EXIT_FAILED
    client = MessagingClient(settings, "dead-letters", user=user)
    client.start()
    try:
        for line in _act(LetterBox(client, _operator()), options, choice, clock):
            sys.stdout.write(f"{line}\n")
    finally:
        client.stop(_STOP_S)
    return 0


def _fault(options: argparse.Namespace, choice: Choice) -> str:
    """Why nothing is done; empty where there is no reason."""
    if options.discard is None:
        return ""
    if not options.reason.strip():
        return "say with --reason why: what is discarded is never done"
    if options.discard == _ALL and choice == EVERYTHING:
        return "say which: by service, consumer, tenant, code or age"
    return ""


def _act(box: LetterBox, options: argparse.Namespace, choice: Choice, clock: SystemClock) -> Iterator[str]:
    reason = options.reason.strip()
    if options.show is not None:
        yield page_of(box.find(options.show), clock.now())
    elif options.replay is not None:
        chosen = _chosen(box, options.replay, choice)
        yield from _settled(chosen, "sent again", lambda letter: box.replay(letter, reason))
    elif options.discard is not None:
        chosen = _chosen(box, options.discard, choice)
        yield from _settled(chosen, "discarded", lambda letter: box.discard(letter, reason))
    elif options.settled:
        yield from map(settled_line, box.log())
    elif options.counts:
        yield from count_lines(box.counts(choice))
    else:
        yield from _list(box, choice, options.limit, clock)


def _list(box: LetterBox, choice: Choice, limit: int, clock: SystemClock) -> Iterator[str]:
    letters = box.letters(choice)
    shown = 0
    for letter in islice(letters, limit):
        shown += 1
        yield line_of(letter, clock.now())
    more = sum(1 for _ in letters)
    yield _number_of(shown) + (f", and {more} more" if more else "")


def _chosen(box: LetterBox, which: int, choice: Choice) -> Iterable[StoredDeadLetter]:
    return box.letters(choice) if which == _ALL else [box.find(which)]


def _settled(
    letters: Iterable[StoredDeadLetter], done: str, settle: Callable[[StoredDeadLetter], None]
) -> Iterator[str]:
    count = 0
    for letter in letters:
        settle(letter)
        count += 1
        yield f"{done}: {letter.sequence}  {letter.subject}"
    yield f"{_number_of(count)} {done}"


def _number_of(count: int) -> str:
    return {0: "no dead letters", 1: "1 dead letter"}.get(count, f"{count} dead letters")


def _choice(options: argparse.Namespace, clock: SystemClock) -> Choice:
    now = clock.now()
    return Choice(
        service=options.service,
        consumer=options.consumer,
        tenant=options.tenant,
        code=options.code,
        before=None if options.older is None else now - options.older,
        since=None if options.newer is None else now - options.newer,
    )


def _operator() -> str:
    """In a container the user may have a number only."""
    user = os.getuid()
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number: give one from the list")
    return int(text)


def _name(text: str) -> str:
    if not re.fullmatch(r"\*|[\w-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: give one as the list shows it")
    return text


def _which(text: str) -> int:
    return _ALL if text == "all" else _number(text)


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no age: give seconds, minutes, hours or days, such as 2h"
        )
    return timedelta(seconds=int(found[1]) * _UNITS_S[found[2]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
