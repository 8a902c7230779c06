"""Analyses that go wrong in a child process; module-level, so that a child can import them."""

import os
import time
from pathlib import Path

from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material
from services.analyze.domain.parts import run_part


def hang(part: str, material: Material, audio: str) -> None:
    time.sleep(60)


def die(part: str, material: Material, audio: str) -> None:
    os._exit(3)


def die_once(part: str, material: Material, audio: str) -> Findings:
    """`audio` is where it keeps that it died before."""
    seen = Path(audio)
    if not seen.exists():
        seen.touch()
        os._exit(9)
    return run_part(part, material)


def trip(part: str, material: Material, audio: str) -> None:
    raise ZeroDivisionError(part)
