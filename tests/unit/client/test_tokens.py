"""Tokens in a file."""

import stat
from pathlib import Path

import pytest
from rostrum_client import FileTokens, Tokens
from rostrum_client.tokens import default_token_file

PAIR = Tokens("access", "refresh")


def test_each_server_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a" / "tokens.json"
    FileTokens(path, "http://one").save(PAIR)
    FileTokens(path, "http://two").save(Tokens("b", "c"))
    assert FileTokens(path, "http://one").load() == PAIR
    FileTokens(path, "http://one").save(None)
    assert FileTokens(path, "http://one").load() is None
    assert FileTokens(path, "http://two").load() == Tokens("b", "c")


def test_only_the_owner_can_read_them_also_where_the_file_was_open_before(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o644)
    FileTokens(path, "http://one").save(PAIR)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["tokens.json"]


@pytest.mark.parametrize("content", ["", "[]", "{broken", '{"http://one": 7}'])
def test_a_file_that_is_no_longer_readable_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(content, encoding="utf-8")
    assert FileTokens(path, "http://one").load() is None


def test_the_file_lies_where_the_desktop_keeps_settings() -> None:
    assert default_token_file({"XDG_CONFIG_HOME": "/x"}) == Path("/x/rostrum/tokens.json")
    assert default_token_file({}) == Path.home() / ".config/rostrum/tokens.json"
