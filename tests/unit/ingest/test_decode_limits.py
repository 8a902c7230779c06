"""How far a decoder may go, for files of every size."""

from services.ingest.adapters.outbound.media.limits import DecodeLimits

LIMITS = DecodeLimits(longest_s=14_400, patience_s=60)
GIB = 1024**3


def test_a_small_file_that_hangs_is_given_up_soon_and_a_long_one_has_its_time() -> None:
    assert LIMITS.wall_s(0) == 60
    assert LIMITS.wall_s(100_000) < 70
    assert LIMITS.wall_s(2 * GIB) == 60 + 14_400 / 60


def test_scratch_space_is_for_the_file_and_what_it_may_become() -> None:
    assert LIMITS.scratch_bytes(1_000) < 200_000
    assert 2 * GIB + 14_400 * 32_000 < LIMITS.scratch_bytes(2 * GIB) < 2 * GIB + 14_400 * 33_000


def test_the_kernel_stops_what_produces_more_than_the_longest_recording() -> None:
    kernel = LIMITS.of_the_child()
    assert 14_400 * 32_160 < kernel.file_size < 14_400 * 33_000
    assert kernel.cpu_s == 20 + 1_440
