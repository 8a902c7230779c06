"""What only files can promise: durable before acknowledged, never half an object, nothing left by a crash."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chassis import errors
from chassis.object_store import FileStore, room_gauge
from tests.builders.waiting import eventually

KEY = "tenant/recordings/one/original"


class SyncRecorder:
    """Stands in for `os.fsync`: notes what was synced and whether the object was visible by then."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.synced: list[tuple[str, bool]] = []

    def __call__(self, descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        place = path.relative_to(self.root).as_posix()
        self.synced.append((place, (self.root / "objects" / KEY).exists()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads which file is synced from /proc")
def test_the_file_is_synced_before_the_rename_and_every_directory_after_it(tmp_path: Path) -> None:
    recorder = SyncRecorder(tmp_path)
    store = FileStore(tmp_path, sync=recorder)
    recorder.synced.clear()

    store.put(KEY, [b"content"], content_type="audio/wav")

    (first, visible), *directories = recorder.synced
    assert first.startswith("incoming/")
    assert not visible
    assert directories == [
        ("objects/tenant/recordings/one", True),
        ("objects/tenant/recordings", True),
        ("objects/tenant", True),
        ("objects", True),
    ]


CRASH = """
import os, sys
from pathlib import Path
from chassis.object_store import FileStore
calls = 0
def crash(descriptor):
    global calls
    calls += 1
    if calls == 2:
        os._exit(9)
    os.fsync(descriptor)
FileStore(Path(sys.argv[1]), sync=crash).put(sys.argv[2], [b"half"], content_type="audio/wav")
"""


def test_a_crash_between_write_and_rename_leaves_nothing_visible_and_is_swept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    ended = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), KEY], check=False)
    assert ended.returncode == 9
    assert list(store.list("")) == []
    with pytest.raises(errors.NotFound):
        store.open(KEY)

    assert store.sweep_unfinished(older_than_s=3600) == 0
    assert store.sweep_unfinished(older_than_s=0) == 1
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_reader_sees_the_old_object_or_the_new_one_never_a_mixture(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    versions = [bytes([letter]) * 700_000 for letter in b"ab"]
    store.put(KEY, [versions[0]], content_type="audio/wav")
    done = threading.Event()

    def replace() -> None:
        for turn in range(60):
            store.put(KEY, [versions[turn % 2]], content_type="audio/wav")
        done.set()

    writer = threading.Thread(target=replace)
    writer.start()
    seen = set()
    while not done.is_set():
        with store.open(KEY) as chunks:
            seen.add(b"".join(chunks))
    writer.join()
    assert seen <= set(versions)


def test_an_open_object_stays_readable_when_it_is_deleted(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put(KEY, [b"x" * 600_000], content_type="audio/wav")
    with store.open(KEY) as chunks:
        first = next(chunks)
        store.delete(KEY)
        assert len(first) + sum(map(len, chunks)) == 600_000


def test_writers_and_deleters_in_one_directory_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    failures: list[Exception] = []

    def churn(name: str) -> None:
        try:
            for turn in range(40):
                store.put(f"tenant/shared/{name}-{turn}", [b"x"], content_type="audio/wav")
                store.delete(f"tenant/shared/{name}-{turn}")
        except (OSError, errors.RostrumError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=churn, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(store.list("")) == []


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "storage_full"), (errno.EIO, "object_store_unavailable")]
)
def test_a_disk_that_refuses_is_told_and_nothing_is_left(tmp_path: Path, number: int, code: str) -> None:
    failing = threading.Event()

    def sync(descriptor: int) -> None:
        if failing.is_set():
            raise OSError(number, os.strerror(number))

    store = FileStore(tmp_path, sync=sync)
    failing.set()
    with pytest.raises(errors.Unavailable) as caught:
        store.put(KEY, [b"content"], content_type="audio/wav")
    assert caught.value.code == code
    assert str(tmp_path) not in caught.value.detail
    assert list((tmp_path / "incoming").iterdir()) == []
    assert list(store.list("")) == []


def test_memory_stays_flat_however_large_the_object(tmp_path: Path) -> None:
    import tracemalloc

    store = FileStore(tmp_path)
    chunk = b"x" * 65_536
    tracemalloc.start()
    try:
        store.put(KEY, (chunk for _ in range(1_600)), content_type="audio/wav")
        with store.open(KEY) as chunks:
            size = sum(map(len, chunks))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 1_600 * 65_536
    assert peak < 4 * 1024 * 1024


def test_the_room_left_is_known(tmp_path: Path) -> None:
    assert FileStore(tmp_path).free_bytes() > 0


def test_its_room_is_told(tmp_path: Path) -> None:
    gauge = room_gauge(FileStore(tmp_path), "a service")
    gauge.start()
    try:
        eventually(lambda: (told_room() or 0) > 0)
    finally:
        gauge.stop(5)


def told_room() -> float | None:
    return REGISTRY.get_sample_value("rostrum_object_store_free_bytes", {"service": "a service"})
