"""The commands of `python -m deploy.local` that need no running platform."""

import json
import subprocess
from pathlib import Path

import pytest

from deploy.local.environment import python, python_environment


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        python("-m", "deploy.local", *arguments),
        env=python_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "cause", "fix"),
    [
        (("dead-letters", "--data", "{folder}"), "there is no platform in", "make up"),
        (("dead-letters", "--replay", "7", "--data", "{folder}"), "there is no platform in", "make up"),
        (("backup", "{folder}/copy", "--data", "{folder}"), "there is no platform in", "make up"),
        (("restore", "{folder}/none", "--data", "{folder}"), "there is no complete backup in", "make backup"),
        (("logs", "--data", "{folder}/none"), "there are no logs in", "make up"),
        (("demo", "--audio", "{folder}/no.wav"), "there is no file", "AUDIO=talk.m4a"),
    ],
)
def test_what_cannot_be_done_is_told_with_cause_and_fix(
    tmp_path: Path, arguments: tuple[str, ...], cause: str, fix: str
) -> None:
    result = run(*(argument.format(folder=tmp_path) for argument in arguments))
    assert result.returncode == 1
    assert f"error: {cause}" in result.stderr
    assert "fix: " in result.stderr
    assert fix in result.stderr
    assert "Traceback" not in result.stderr


def test_logs_of_all_or_some_processes_are_shown_readably(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "ingest.log").write_text(json.dumps({"event": "ready", "level": "info", "time": "x"}) + "\n")
    (logs / "nats.log").write_text("listening\nhalf a li")
    everything = run("logs", "--data", str(tmp_path))
    assert everything.returncode == 0
    assert [line.split() for line in everything.stdout.splitlines()] == [
        ["ingest", "info", "ready"],
        ["nats", "listening"],
    ]
    assert run("logs", "--data", str(tmp_path), "nats").stdout.split() == ["nats", "listening"]
    unknown = run("logs", "--data", str(tmp_path), "nonsense")
    assert unknown.returncode == 1
    assert "known are ingest, nats" in unknown.stderr


def test_a_port_out_of_range_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    refused = run("up", "--data", str(tmp_path / "data"), "--port", "99999")
    assert refused.returncode == 2
    assert "'99999' is no port" in refused.stderr
    assert not (tmp_path / "data").exists()
