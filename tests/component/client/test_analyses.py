"""Versions of analyses and takes compared, through the SDK and the command line."""

from pathlib import Path

from rostrum_client import RostrumClient

from tests.component.client.conftest import CommandLine
from tests.fakes.gateway_recordings import ID
from tests.fakes.gateway_server import Gateway

OTHER = ID[:-1] + ("0" if ID[-1] != "0" else "1")
PACE = {"name": "speech_rate_wpm", "label": "Speech rate", "part": "pace", "unit": "words/min"}
FASTER = PACE | {"verdict": "better", "before": 98.0, "after": 131.5}
UNKNOWN = PACE | {"label": "Fillers", "verdict": "not_comparable"}


def test_a_version_is_read(client: RostrumClient) -> None:
    assert client.analysis(ID) == {"version": 1}
    assert client.analyses.read(ID, version=3) == {"version": 3}


def test_an_analysis_is_made_anew_against_another_question(client: RostrumClient) -> None:
    made = client.analyses.renew(ID, ["domain"], question="Why us?", key_points=["the team"], wait_s=5)

    assert made["version"] == 2
    assert made["wish"] == {"analyses": ["domain"], "question": "Why us?", "key_points": ["the team"]}
    assert made["wait"] == "wait=5"


def test_two_takes_are_compared(client: RostrumClient, gateway: Gateway) -> None:
    gateway.changes = [FASTER, UNKNOWN]
    faster, unknown = client.analyses.compare(ID, OTHER)

    assert (faster.verdict, faster.before, faster.after) == ("better", 98.0, 131.5)
    assert (unknown.verdict, unknown.before) == ("not_comparable", None)


def test_the_command_shows_what_can_be_compared(logged_in: CommandLine, gateway: Gateway) -> None:
    gateway.changes = [FASTER, UNKNOWN]
    assert logged_in("compare", ID, OTHER) == 0
    assert "131.5 words/min" in logged_in.out
    assert "better" in logged_in.out
    assert "Fillers" not in logged_in.out


def test_the_command_says_when_nothing_can_be_compared(logged_in: CommandLine) -> None:
    assert logged_in("compare", ID, OTHER) == 0
    assert "Nothing was measured in both takes." in logged_in.out


def test_an_answer_is_sent_with_its_question(
    logged_in: CommandLine, gateway: Gateway, tmp_path: Path
) -> None:
    points, audio = tmp_path / "points.txt", tmp_path / "talk.wav"
    points.write_text("the team\nthe product")
    audio.write_bytes(b"RIFF")
    wanted = ["--question", "Why us?", "--skills", "SQL", "--key-points", str(points), "--no-wait"]

    assert logged_in("submit", str(audio), *wanted) == 0
    assert gateway.fields["question"] == "Why us?"
    assert gateway.fields["key_points"] == "the team\nthe product"
