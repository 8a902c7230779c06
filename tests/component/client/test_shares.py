"""Sharing with coaches and reading what is shared, in the SDK and on the command line."""

import pytest
from rostrum_client import RostrumClient
from rostrum_client.errors import PermissionDenied

from tests.component.client.conftest import CommandLine
from tests.fakes.gateway_recordings import ID
from tests.fakes.gateway_server import Gateway


def test_a_share_is_granted_listed_and_revoked(client: RostrumClient) -> None:
    (coach,) = client.shares.coaches()
    one, everything = client.shares.grant(coach, ID), client.shares.grant(coach)
    assert (one.recording_id, everything.recording_id) == (ID, "")
    assert list(client.shares.list()) == [one, everything]
    client.shares.revoke(one.id)
    assert list(client.shares.list()) == [everything]


def test_a_coach_reads_every_page_and_the_report(client: RostrumClient) -> None:
    found = list(client.shared.recordings())
    assert [(each.id, each.learner_name) for each in found] == [("r1", "Ada"), ("r2", "Ada")]
    assert [each.id for each in client.shared.recordings(learner_id="l1")] == ["r1"]
    assert client.shared.report(ID)
    assert client.shared.export(ID, "markdown").startswith(b"#")


def test_who_is_no_coach_is_told_what_to_do(gateway: Gateway, client: RostrumClient) -> None:
    gateway.shares.is_coach = False
    with pytest.raises(PermissionDenied) as refused:
        list(client.shared.recordings())
    assert "log in again" in refused.value.fix


def test_the_command_shares_by_name_and_says_how_to_end_it(logged_in: CommandLine) -> None:
    assert logged_in("share", "list") == 0
    assert "You share nothing." in logged_in.out
    assert logged_in("share", "coaches") == 0
    assert "Speakers" in logged_in.out
    assert logged_in("share", "with", "Cem", ID) == 0
    assert "rostrum share revoke s1" in logged_in.out
    assert logged_in("share", "with", "c1") == 0
    assert "all recordings" in logged_in.out
    assert logged_in("share", "list") == 0
    assert "never" in logged_in.out
    assert logged_in("share", "revoke", "s1") == 0


def test_a_coach_must_be_one_and_only_one(gateway: Gateway, logged_in: CommandLine) -> None:
    assert logged_in("share", "with", "Nobody") == 1
    assert "rostrum share coaches" in logged_in.err
    gateway.shares.coaches = [{**coach, "user_id": f"c{n}"} for coach in gateway.shares.coaches for n in "23"]
    assert logged_in("share", "with", "Cem") == 1
    assert "several" in logged_in.err
    assert gateway.shares.shares == []


def test_the_command_shows_what_learners_share(logged_in: CommandLine) -> None:
    assert logged_in("shared") == 0
    assert all(text in logged_in.out for text in ("Talk 1", "Talk 2", "Ada"))
    assert logged_in("shared", "--learner", "l1") == 0
    assert "Talk 2" not in logged_in.out
    assert logged_in("shared", ID) == 0


def test_an_invitation_is_accepted_or_declined(gateway: Gateway, logged_in: CommandLine) -> None:
    assert logged_in("invitations", "list") == 0
    assert "Speakers" in logged_in.out
    invited = gateway.shares.invitations
    assert logged_in("invitations", "accept", "i1") == 0
    assert "Log in again" in logged_in.out
    assert logged_in("invitations", "list") == 0
    assert "Nobody invites you." in logged_in.out
    gateway.shares.invitations = invited
    assert logged_in("invitations", "decline", "i1") == 0
    assert gateway.shares.invitations == []
