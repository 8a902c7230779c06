"""What follows from the code is generated from it, and the committed pages are fresh."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("generator", ["docs/generate.py", "protos/generate.py"])
def test_committed_pages_and_stubs_are_what_the_generators_write(generator: str) -> None:
    run = subprocess.run(
        [sys.executable, generator, "--check"], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
