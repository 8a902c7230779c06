"""Analyses that go wrong in a child process; module-level, so that a child can import them."""

import os
import time

from services.analyze.domain.material import Material


def hang(part: str, material: Material, audio: str) -> None:
    time.sleep(60)


def die(part: str, material: Material, audio: str) -> None:
    os._exit(3)


def trip(part: str, material: Material, audio: str) -> None:
    raise ZeroDivisionError(part)
