"""Copies of a data folder: what is copied, and what is refused before anything is made."""

from pathlib import Path

import pytest

from deploy.local.backup import Backup, backup, copy_objects
from deploy.local.faults import LocalPlatformError
from deploy.local.restore import restore

NOTE = '{"objects": 0}'


def put(file: Path, text: str = "audio") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_objects_are_copied_with_their_folders(tmp_path: Path) -> None:
    put(tmp_path / "from" / "tenant" / "recordings" / "original", "one")
    put(tmp_path / "from" / "tenant" / "report", "two")
    assert copy_objects(tmp_path / "from", tmp_path / "to") == 2
    assert (tmp_path / "to" / "tenant" / "recordings" / "original").read_text() == "one"
    assert (tmp_path / "to" / "tenant" / "report").read_text() == "two"


def test_an_object_that_is_deleted_meanwhile_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "gone").symlink_to(tmp_path / "nowhere")
    put(tmp_path / "from" / "here")
    assert copy_objects(tmp_path / "from", tmp_path / "to") == 1


def test_where_objects_are_in_a_bucket_there_are_none(tmp_path: Path) -> None:
    assert copy_objects(tmp_path / "none", tmp_path / "to") == 0


def test_only_a_running_platform_is_copied(tmp_path: Path) -> None:
    with pytest.raises(LocalPlatformError, match="there is no platform in"):
        backup(tmp_path / "data", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_half_a_copy_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "copy" / "auth.dump")
    with pytest.raises(LocalPlatformError, match="there is no complete backup"):
        restore(tmp_path / "data", tmp_path / "copy")


@pytest.mark.parametrize("present", ["postgres/data/PG_VERSION", "nats/nats.conf", "objects/objects/x"])
def test_nothing_is_written_over(tmp_path: Path, present: str) -> None:
    put(Backup(tmp_path / "copy").note, NOTE)
    put(tmp_path / "data" / present)
    with pytest.raises(LocalPlatformError, match="has a platform's data"):
        restore(tmp_path / "data", tmp_path / "copy")


def test_without_its_secrets_a_copy_is_not_restored(tmp_path: Path) -> None:
    put(Backup(tmp_path / "copy").note, NOTE)
    with pytest.raises(LocalPlatformError, match="secrets that belong to the backup"):
        restore(tmp_path / "data", tmp_path / "copy")
    assert not (tmp_path / "data").exists()
