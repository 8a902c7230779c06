"""`rostrum share` and `rostrum shared`: learners and their coaches."""

import argparse
from collections.abc import Callable, Mapping, Sequence

from rostrum_client.cli.surroundings import Surroundings, say, show_report
from rostrum_client.errors import RostrumError
from rostrum_client.shares import Coach, Share, SharedRecording, Shares
from rostrum_client.terminal.tables import listed

Action = Callable[[argparse.Namespace, Surroundings, Shares], None]


def share(arguments: argparse.Namespace, around: Surroundings) -> None:
    with around.client(arguments) as client:
        _ACTIONS[arguments.action](arguments, around, client.shares)


def shared(arguments: argparse.Namespace, around: Surroundings) -> None:
    """A report, or what there is to read."""
    with around.client(arguments) as client:
        if arguments.recording:
            show_report(around.console(), client.shared.report(arguments.recording))
            return
        rows = [_shown(found) for found in client.shared.recordings(learner_id=arguments.learner)]
    _print(around, ("Recording", "Learner", "Status", "Made", "Title"), rows, "Nobody shares anything yet.")


def _shown(found: SharedRecording) -> Sequence[str]:
    made = found.created_at[:16].replace("T", " ")
    return found.id, found.learner_name or found.learner_id, found.status, made, found.title


def _coaches(_: argparse.Namespace, around: Surroundings, shares: Shares) -> None:
    rows = [(coach.name, coach.id, coach.organisation_name) for coach in shares.coaches()]
    _print(around, ("Coach", "Id", "Organisation"), rows, "Your organisations have no coaches.")


def _with(arguments: argparse.Namespace, around: Surroundings, shares: Shares) -> None:
    coach = _named(shares.coaches(), arguments.coach)
    made = shares.grant(coach, arguments.recording)
    what = made.recording_id or "all recordings, present and future,"
    say(around.console(), f"{coach.name or coach.id} may read {what} until: rostrum share revoke {made.id}")


def _list(_: argparse.Namespace, around: Surroundings, shares: Shares) -> None:
    rows = [_granted(granted) for granted in shares.list()]
    _print(around, ("Share", "Coach", "Recording", "Last seen"), rows, "You share nothing.")


def _granted(granted: Share) -> Sequence[str]:
    seen = granted.last_seen_at[:16].replace("T", " ") if granted.active else "ended"
    return granted.id, granted.coach_name or granted.coach_id, granted.recording_id or "all", seen or "never"


def _revoke(arguments: argparse.Namespace, around: Surroundings, shares: Shares) -> None:
    shares.revoke(arguments.share)
    say(around.console(), f"Revoked {arguments.share}.")


def _named(coaches: Sequence[Coach], wanted: str) -> Coach:
    found = [coach for coach in coaches if wanted in (coach.name, coach.id)]
    if len(found) == 1:
        return found[0]
    detail = f"There are several coaches {wanted}." if found else f"There is no coach {wanted}."
    raise RostrumError(detail, fix="See them with their ids: rostrum share coaches")


def _print(around: Surroundings, names: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    if not rows:
        say(around.console(), empty)
        return
    around.console().print(listed(names, rows))


_ACTIONS: Mapping[str, Action] = {"coaches": _coaches, "with": _with, "list": _list, "revoke": _revoke}
