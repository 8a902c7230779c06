"""B2 in small: files that were damaged in a dozen ways end as audio or as a problem, and nothing hangs."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.processes import ChildPool
from services.ingest.adapters.outbound.media.sandboxed_audio_preparer import decoder_pool
from tests.builders.damaged_audio import damaged_files, whole_files
from tests.builders.decoding_bench import DECODED, DIED, LIMITS, PROBLEMS, decode_all
from tests.builders.watched_files import watching

FILES = 110
SEED = 7


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    pool = decoder_pool(2, LIMITS)
    yield pool
    pool.close()


def test_damaged_files_end_as_audio_or_as_a_problem(pool: ChildPool, tmp_path: Path) -> None:
    neighbour = tmp_path / "source"
    neighbour.write_bytes(b"canary")
    with watching(neighbour) as watch:
        files = damaged_files(whole_files(tmp_path), random.Random(SEED), FILES)
        outcomes = decode_all(pool, files, tmp_path)
        assert watch.looks() == 0, "some file made the decoder open another"
    assert outcomes.counts.keys() <= {DECODED, DIED, *PROBLEMS}, outcomes.told
    assert outcomes.counts.total() == FILES
    assert outcomes.counts[DECODED] > FILES / 10
    assert outcomes.counts[DECODED] < FILES


def test_the_watch_sees_who_looks(tmp_path: Path) -> None:
    file = tmp_path / "source"
    file.write_bytes(b"canary")
    with watching(file) as watch:
        assert watch.looks() == 0
        file.read_bytes()
        assert watch.looks() > 0
