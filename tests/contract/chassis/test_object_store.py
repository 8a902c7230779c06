"""One behaviour, on files, on two S3 servers and on the fake."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import errors
from chassis.object_store import FileStore, ObjectStore
from chassis.object_store.s3 import S3Store
from tests.builders.s3_servers import S3Server, moto_server, rclone_server
from tests.fakes.object_store import MemoryStore

AUDIO = "audio/flac"


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with rclone_server(tmp_path_factory.mktemp("rclone")) as server:
        server.client().make_bucket("objects")
        yield server


@pytest.fixture(scope="session")
def moto() -> Iterator[S3Server]:
    with moto_server() as server:
        server.client().make_bucket("objects")
        yield server


@pytest.fixture(params=["memory", "files", "rclone", "moto"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "files":
        yield FileStore(tmp_path / "objects")
    else:
        server: S3Server = request.getfixturevalue(request.param)
        store = S3Store(server.client(), "objects")
        yield store
        for found in list(store.list("")):
            store.delete(found.key)


def test_what_was_put_is_read_back_with_its_hash_and_size(store: ObjectStore) -> None:
    content = bytes(range(256)) * 4096
    chunks = [content[:1], b"", content[1:70_000], content[70_000:]]

    stored = store.put("tenant/recordings/one/original", iter(chunks), content_type=AUDIO)

    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with store.open("tenant/recordings/one/original") as chunks_read:
        assert b"".join(chunks_read) == content


def test_an_object_larger_than_one_part_arrives_whole(store: ObjectStore) -> None:
    part = bytes(range(256)) * 4096
    stored = store.put("tenant/large", (part for _ in range(21)), content_type=AUDIO)
    digest = hashlib.sha256()
    with store.open("tenant/large") as chunks:
        for chunk in chunks:
            digest.update(chunk)
    assert stored.size == 21 * len(part)
    assert digest.hexdigest() == stored.sha256


def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    store.put("tenant/empty", iter(()), content_type=AUDIO)
    assert store.stat("tenant/empty").size == 0
    with store.open("tenant/empty") as chunks:
        assert list(chunks) == []


def test_put_replaces(store: ObjectStore) -> None:
    store.put("tenant/a", [b"before, longer"], content_type=AUDIO)
    store.put("tenant/a", [b"after"], content_type=AUDIO)
    with store.open("tenant/a") as chunks:
        assert b"".join(chunks) == b"after"


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [(0, 4, b"0123"), (3, 4, b"3456"), (8, None, b"89"), (8, 100, b"89"), (9, 1, b"9")],
)
def test_ranges(store: ObjectStore, start: int, length: int | None, expected: bytes) -> None:
    store.put("tenant/digits", [b"0123456789"], content_type=AUDIO)
    with store.open("tenant/digits", start, length) as chunks:
        assert b"".join(chunks) == expected


def test_a_range_outside_the_object_is_refused(store: ObjectStore) -> None:
    store.put("tenant/digits", [b"0123456789"], content_type=AUDIO)
    with pytest.raises(errors.RangeNotSatisfiable, match="10 bytes"):
        store.open("tenant/digits", 10)


def test_what_is_missing_is_not_found(store: ObjectStore) -> None:
    store.put("tenant/present/object", [b"x"], content_type=AUDIO)
    for key in ("tenant/missing", "tenant/present/missing", "nobody/missing"):
        with pytest.raises(errors.NotFound):
            store.stat(key)
        with pytest.raises(errors.NotFound):
            store.open(key)
        with pytest.raises(errors.NotFound):
            store.copy(key, "tenant/copy")


def test_stat_and_list_tell_size_and_age(store: ObjectStore) -> None:
    store.put("tenant/a/one", [b"1"], content_type=AUDIO)
    store.put("tenant/a/b/two", [b"22"], content_type=AUDIO)
    store.put("tenant/ab/three", [b"333"], content_type=AUDIO)

    listed = {found.key: found.size for found in store.list("tenant/a/")}

    assert listed == {"tenant/a/one": 1, "tenant/a/b/two": 2}
    assert all(found.modified_at is not None for found in store.list(""))
    assert store.stat("tenant/a/one").modified_at is not None
    assert list(store.list("tenant/none/")) == []


def test_delete_is_repeatable_and_spares_the_neighbours(store: ObjectStore) -> None:
    store.put("tenant/a/one", [b"1"], content_type=AUDIO)
    store.put("tenant/a/two", [b"2"], content_type=AUDIO)
    store.delete("tenant/a/one")
    store.delete("tenant/a/one")
    store.delete("nobody/at/all")
    assert [found.key for found in store.list("")] == ["tenant/a/two"]


def test_delete_prefix_takes_all_below_and_nothing_beside(store: ObjectStore) -> None:
    for key in ("tenant/a/one", "tenant/a/b/two", "tenant/ab/three"):
        store.put(key, [b"x"], content_type=AUDIO)
    store.delete_prefix("tenant/a/")
    store.delete_prefix("tenant/a/")
    assert [found.key for found in store.list("")] == ["tenant/ab/three"]


def test_copy(store: ObjectStore) -> None:
    stored = store.put("tenant/source", [b"content"], content_type=AUDIO)
    copied = store.copy("tenant/source", "tenant/target")
    assert (copied.key, copied.size, copied.sha256) == ("tenant/target", stored.size, stored.sha256)
    with store.open("tenant/target") as chunks:
        assert b"".join(chunks) == b"content"


class ClientGone(Exception):
    pass


def broken_upload(size: int) -> Iterator[bytes]:
    for _ in range(size):
        yield b"x" * 1024 * 1024
    raise ClientGone


@pytest.mark.parametrize("megabytes", [0, 1, 12])
def test_an_upload_that_breaks_leaves_nothing_and_says_why_unchanged(
    store: ObjectStore, megabytes: int
) -> None:
    with pytest.raises(ClientGone):
        store.put("tenant/broken", broken_upload(megabytes), content_type=AUDIO)
    with pytest.raises(errors.NotFound):
        store.stat("tenant/broken")


def test_a_broken_replacement_keeps_what_was_there(store: ObjectStore) -> None:
    store.put("tenant/kept", [b"first"], content_type=AUDIO)
    with pytest.raises(ClientGone):
        store.put("tenant/kept", broken_upload(1), content_type=AUDIO)
    with store.open("tenant/kept") as chunks:
        assert b"".join(chunks) == b"first"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../up",
        "a/../b",
        "a//b",
        "a/./b",
        "a/.hidden",
        "a\0b",
        "a\\b",
        "é",
        "a/",
        "x" * 600,
    ],
)
def test_unsafe_keys_are_refused(store: ObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        store.put(key, [b"x"], content_type=AUDIO)
    with pytest.raises(ValueError, match="key"):
        store.open(key)


@pytest.mark.parametrize("prefix", ["", "tenant", "../", "/"])
def test_unsafe_deletions_are_refused(store: ObjectStore, prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        store.delete_prefix(prefix)


def test_a_reader_closed_early_leaves_the_store_usable(store: ObjectStore) -> None:
    store.put("tenant/long", [b"x" * 1024 * 1024], content_type=AUDIO)
    with store.open("tenant/long") as chunks:
        next(chunks)
    assert store.stat("tenant/long").size == 1024 * 1024
    store.ping()


@pytest.mark.parametrize("wrong", [{"secret_key": "another-secret"}, {"access_key": "another-access-key"}])
def test_s3_with_wrong_credentials_is_unavailable_not_missing(
    rclone: S3Server, wrong: dict[str, str]
) -> None:
    store = S3Store(rclone.client(**wrong), "objects")
    with pytest.raises(errors.Unavailable):
        store.put("tenant/a", [b"x"], content_type=AUDIO)
    with pytest.raises(errors.Unavailable):
        store.stat("tenant/a")


def test_s3_without_its_bucket_is_not_ready(moto: S3Server, rclone: S3Server) -> None:
    for server in (moto, rclone):
        with pytest.raises(errors.Unavailable):
            S3Store(server.client(), "no-such-bucket").ping()


def test_s3_that_is_down_is_unavailable() -> None:
    store = S3Store(S3Server("http://127.0.0.1:1").client(), "objects")
    for attempt in (store.ping, lambda: store.stat("a"), lambda: store.put("a", [b"x"], content_type=AUDIO)):
        with pytest.raises(errors.Unavailable):
            attempt()
