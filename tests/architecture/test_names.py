"""Modules are named by what they hold, never by what is left over."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JUNK_DRAWERS = {"utils", "util", "helpers", "common", "misc", "core", "base", "manager", "shared"}


@pytest.mark.parametrize(
    "folder", ["chassis", "services", "deploy", "clients", "tests", "benchmarks", "docs"]
)
def test_no_module_is_a_junk_drawer(folder: str) -> None:
    found = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.py")}
    assert {name for name in found if JUNK_DRAWERS & {*Path(name).with_suffix("").parts}} == set()
