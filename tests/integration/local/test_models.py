"""`make models`: weights come whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.environment import ROOT
from services.transcribe.adapters.outbound.recognizers.whisper.weights import models_in
from tests.builders.remote_servers import Reply
from tests.builders.tiny_whisper import write_tiny_whisper
from tests.builders.weights_hub import weights_hub

REPOSITORY = "Systran/faster-whisper-tiny.en"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_whisper(tmp_path_factory.mktemp("hub"))


def fetch(hub: str, folder: Path, model: str = "tiny.en") -> "subprocess.CompletedProcess[str]":
    """A process of its own: the client reads the hub's address once."""
    own = {"HF_ENDPOINT": hub, "HF_HOME": str(folder / "home"), "HF_HUB_DISABLE_XET": "1"}
    command = [
        sys.executable,
        "-m",
        "deploy.local",
        "models",
        "--folder",
        str(folder / "models"),
        "--",
        model,
    ]
    environment = os.environ | own | {"PYTHONPATH": f"{ROOT}:{ROOT}/protos"}
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.long
def test_fetched_weights_are_at_hand(tmp_path: Path, weights: Path) -> None:
    with weights_hub(REPOSITORY, weights) as hub:
        first = fetch(hub.url, tmp_path)
        assert first.returncode == 0, first.stderr
        assert models_in(tmp_path / "models") == ["tiny.en"]
        fetched = tmp_path / "models/tiny.en/model.bin"
        assert fetched.read_bytes() == (weights / "model.bin").read_bytes()
        calls = len(hub.received)
        assert "there already" in fetch(hub.url, tmp_path).stdout
        assert len(hub.received) == calls


def test_a_model_that_the_hub_does_not_have_is_told(tmp_path: Path, weights: Path) -> None:
    with weights_hub(REPOSITORY, weights) as hub:
        told = fetch(hub.url, tmp_path, "huge.xx")
    assert told.returncode == 1
    assert "error:" in told.stderr
    assert "small.en" in told.stderr
    assert "Traceback" not in told.stderr
    assert models_in(tmp_path / "models") == []


def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    told = fetch("http://127.0.0.1:1", tmp_path)
    assert told.returncode == 1
    assert "check the network" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_download_that_breaks_off_leaves_no_model(tmp_path: Path, weights: Path) -> None:
    with weights_hub(REPOSITORY, weights) as hub:
        hub.broken = Reply(body=b"{}", promised=1000)
        assert fetch(hub.url, tmp_path).returncode == 1
        assert models_in(tmp_path / "models") == []
        hub.broken = None
        assert fetch(hub.url, tmp_path).returncode == 0
    assert models_in(tmp_path / "models") == ["tiny.en"]
