"""The `rostrum` command: what it prints, where tokens lie, how it ends."""

import json
import stat
from pathlib import Path

import pytest

from tests.component.client.conftest import PASSWORD, CommandLine
from tests.fakes.gateway_recordings import ID, recording
from tests.fakes.gateway_server import Answer, Gateway


def test_registering_keeps_tokens_that_only_the_owner_can_read(logged_in: CommandLine) -> None:
    assert "Registered and logged in as ann@example.org." in logged_in.out
    assert stat.S_IMODE(logged_in.token_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(logged_in.token_file.parent.stat().st_mode) == 0o700
    assert logged_in("whoami") == 0
    assert "ann@example.org" in logged_in.out


def test_logging_in_and_out(logged_in: CommandLine) -> None:
    assert logged_in("logout") == 0
    assert logged_in("whoami") == 1
    assert "rostrum login" in logged_in.err
    assert logged_in("login", "ann@example.org", "--password-stdin", stdin=PASSWORD) == 0
    assert logged_in("whoami") == 0


def test_a_submission_shows_its_stages_and_then_the_report(
    logged_in: CommandLine, gateway: Gateway, audio: Path
) -> None:
    assert logged_in("submit", str(audio), "--prompt", "Good morning", "--profile", "reading") == 0
    stages = [line.split()[1] for line in logged_in.out.splitlines() if line.startswith("  ✓ ")][:5]
    assert stages == ["Upload", "Prepare", "Transcribe", "Analyze", "Report"]
    assert "You do well on pace" in logged_in.out
    assert gateway.fields == {"title": "talk one", "profile": "reading", "reference_text": "Good morning"}


def test_what_is_wanted_of_the_transcript_is_sent(
    logged_in: CommandLine, gateway: Gateway, audio: Path
) -> None:
    wishes = "--engine whisper --model small.en --hint Ishmael --task translate --speakers"
    assert (
        logged_in("submit", str(audio), *wishes.split(), "--start", "1:30", "--end", "2:00", "--no-wait") == 0
    )
    assert gateway.fields == {
        "title": "talk one", "engine": "whisper", "model": "small.en", "prompt": "Ishmael",
        "task": "translate", "speakers": "true", "start": "1:30", "end": "2:00",
    }  # fmt: skip


def test_a_prompt_may_be_a_file(logged_in: CommandLine, gateway: Gateway, audio: Path) -> None:
    prompt = audio.with_name("prompt.txt")
    prompt.write_text("Guten Tag, Welt", encoding="utf-8")
    assert logged_in("submit", str(audio), "--prompt", str(prompt), "--no-wait") == 0
    assert gateway.fields["reference_text"] == "Guten Tag, Welt"
    assert logged_in.out == f"Recording {ID}\n"


def test_a_recording_that_fails_ends_with_its_cause_and_status_1(
    logged_in: CommandLine, gateway: Gateway, audio: Path
) -> None:
    problem = {"title": "Corrupt", "detail": "The file ends in the middle of a frame."}
    gateway.steps = [recording("received"), recording("failed", problem=problem)]
    assert logged_in("submit", str(audio)) == 1
    assert "Error: The file ends in the middle of a frame." in logged_in.err
    assert "Fix: " in logged_in.err
    assert "✗" in logged_in.out


def test_an_error_names_field_fix_and_request(logged_in: CommandLine, gateway: Gateway) -> None:
    faults = [{"pointer": "limit", "detail": "at most 100"}]
    gateway.faults = [("/v1/recordings", Answer.problem(422, "invalid_input", "No.", errors=faults))]
    assert logged_in("list") == 1
    assert logged_in.err.splitlines() == [
        "Error: No.",
        "  limit: at most 100",
        "Fix: Change what is named above and send it again.",
        "Request req-1",
    ]


def test_a_fault_that_the_cause_tells_already_is_not_told_twice(
    logged_in: CommandLine, gateway: Gateway
) -> None:
    faults = [{"pointer": "/limit", "detail": "is at most 100."}]
    gateway.faults = [("/v1/recordings", Answer.problem(422, "x", "`limit`: is at most 100.", errors=faults))]
    assert logged_in("list") == 1
    assert logged_in.err.count("at most 100") == 1


def test_a_wrong_password_is_not_answered_with_log_in_again(logged_in: CommandLine) -> None:
    assert logged_in("login", "ann@example.org", "--password-stdin", stdin="wrong wrong wrong") == 1
    assert "Fix: Check both" in logged_in.err


def test_the_server_may_be_named_before_and_behind_the_command(rostrum: CommandLine) -> None:
    rostrum.url = "http://127.0.0.1:9"
    assert rostrum("--url", "http://named.example", "whoami") == 1
    assert "http://named.example" in rostrum.err
    assert rostrum("--url", "http://named.example", "whoami", "--url", "http://other.example") == 1
    assert "http://other.example" in rostrum.err


def test_an_address_without_a_scheme_is_named(rostrum: CommandLine) -> None:
    rostrum.url = "localhost:8080"
    assert rostrum("list") == 1
    assert "localhost:8080 is no address of a server" in rostrum.err


def test_text_of_the_server_does_not_steer_the_terminal(logged_in: CommandLine, gateway: Gateway) -> None:
    gateway.faults = [("/v1/recordings", Answer.problem(422, "x", "\x1b[2J[bold]hi[/bold]\x07"))]
    assert logged_in("list") == 1
    assert logged_in.err.startswith("Error: [2J[bold]hi[/bold]\n")


def test_the_list_fits_into_80_columns(logged_in: CommandLine) -> None:
    assert logged_in("list") == 0
    assert ID in logged_in.out
    lines = logged_in.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(ID in line and "Autumn talk" in line for line in lines)


def test_show_takes_the_newest_report(logged_in: CommandLine) -> None:
    assert logged_in("show") == 0
    assert "Autumn talk" in logged_in.out


def test_nothing_to_show_says_what_to_do(logged_in: CommandLine, gateway: Gateway) -> None:
    gateway.deleted = True
    assert logged_in("show") == 1
    assert "rostrum submit FILE" in logged_in.err


def test_a_report_is_exported_byte_for_byte(logged_in: CommandLine, gateway: Gateway, tmp_path: Path) -> None:
    assert logged_in("export", ID, "--format", "markdown") == 0
    assert logged_in.out == gateway.markdown
    target = tmp_path / "talk.json"
    assert logged_in("export", ID, "-o", str(target)) == 0
    assert target.read_text(encoding="utf-8") == gateway.report


def test_deleting_asks_first(logged_in: CommandLine, gateway: Gateway) -> None:
    assert logged_in("delete", ID, stdin="n\n") == 1
    assert not gateway.deleted
    assert logged_in("delete", ID, stdin="y\n") == 0
    assert gateway.deleted


def test_the_demo_registers_submits_shows_and_writes(
    rostrum: CommandLine, gateway: Gateway, audio: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert rostrum("demo", "--audio", str(audio), "--out", str(out)) == 0
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["report_id"]
    assert (out / "report.md").read_text(encoding="utf-8") == gateway.markdown
    assert "report.json" in rostrum.out
    assert "report.md" in rostrum.out
    assert not rostrum.token_file.exists()


def test_a_demo_that_can_not_write_says_so(rostrum: CommandLine, audio: Path) -> None:
    assert rostrum("demo", "--audio", str(audio), "--out", str(audio)) == 1
    assert "can't be written" in rostrum.err


def test_no_server_is_an_error_with_a_fix(rostrum: CommandLine, audio: Path, tmp_path: Path) -> None:
    rostrum.url = "http://127.0.0.1:9"
    assert rostrum("demo", "--audio", str(audio), "--out", str(tmp_path)) == 1
    assert "can't be reached" in rostrum.err
    assert "make up" in rostrum.err


def test_a_wrong_call_ends_with_2(rostrum: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        rostrum("submit")
    assert ended.value.code == 2
    assert "usage: rostrum submit" in capsys.readouterr().err
