"""Log lines for people."""

import json

import pytest

from deploy.local.log_lines import readable

ENTRY = {
    "port": 7,
    "event": "rpc_listening",
    "level": "info",
    "logger": "x",
    "time": "2026-11-21T00:33:26.327735Z",
}


def test_an_entry_is_time_level_event_and_details() -> None:
    assert readable(json.dumps(ENTRY)) == "00:33:26.327 info     rpc_listening  port=7"


def test_the_cause_of_an_exception_is_told_in_one_line() -> None:
    frames = [{"filename": "a.py", "lineno": 1}, {"filename": "b.py", "lineno": 8}]
    exception = {"exc_type": "ModuleNotFoundError", "exc_value": "No module named 'x'", "frames": frames}
    line = readable(json.dumps(ENTRY | {"exception": [exception]}))
    assert line.endswith("ModuleNotFoundError: No module named 'x'  (b.py:8)")


@pytest.mark.parametrize("line", ["plain text", "", "[1]", '{"level": "warn", "msg": "caddy"}', "{broken"])
def test_what_is_not_ours_stays_as_it_is(line: str) -> None:
    assert readable(line) == line
