"""A part of a recording: the same samples as in the whole, for the same work wherever it lies."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from chassis.errors import InvalidInput
from services.ingest.adapters.outbound.media.decoding import _DEMUXERS, decode
from services.ingest.adapters.outbound.media.passages import passage
from services.ingest.domain.containers import Container, identify
from services.ingest.domain.submission import Trim
from tests.builders import audio_files

SECONDS = 40
RATE = 16_000
KINDS = (*audio_files.KINDS, ("wav", "wav", "pcm_s24le", 96_000))
WIDEST_CLUSTER_S = 5.0
"""WebM can be entered at the beginning of a cluster only."""
MILLISECOND = RATE // 1000
"""As fine as the times of WebM are."""
Samples = np.ndarray[tuple[int], np.dtype[np.float64]]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: f"{kind[1]}-{kind[2]}")
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, format_name, codec, rate = request.param
    path = tmp_path_factory.mktemp("trim") / "source"
    audio_files.encoded(path, format_name, codec, SECONDS, rate=rate, noise=True)
    return path


def decoded(file: Path, trim: Trim, longest_s: float = 60) -> Samples:
    target = file.with_name("prepared")
    seconds = decode(file, target, kind_of(file), longest_s, trim)
    samples, rate = soundfile.read(str(target))
    assert (rate, len(samples)) == (RATE, round(seconds * RATE))
    return np.asarray(samples)


def kind_of(file: Path) -> Container:
    return identify(file.read_bytes()[:65_536])


def tolerance(file: Path) -> int:
    return MILLISECOND if kind_of(file) is Container.WEBM else 1


def lag_of(part: Samples, whole: Samples, start: int) -> tuple[int, float]:
    """Samples that the part is late by, and how well it then fits."""
    widest = 800
    around = whole[start - widest : start + len(part) + widest]
    fits = np.correlate(around, part, mode="valid")
    best = int(np.argmax(fits))
    found = around[best : best + len(part)]
    return widest - best, float(np.corrcoef(found, part)[0, 1])


@pytest.mark.parametrize(("start_s", "end_s"), [(0.2, 1.0), (1.25, 2.0), (33.3, 34.3), (20.0005, 22.0)])
def test_a_part_is_what_the_whole_has_there(file: Path, start_s: float, end_s: float) -> None:
    whole, part = decoded(file, Trim()), decoded(file, Trim(start_s, end_s))
    assert len(part) == round((end_s - start_s) * RATE)
    late, fit = lag_of(part, whole, round(start_s * RATE))
    assert abs(late) <= tolerance(file)
    assert fit > 0.95


def test_without_an_end_it_goes_on_to_the_last_sample(file: Path) -> None:
    whole, rest = decoded(file, Trim()), decoded(file, Trim(35.0))
    assert abs(len(rest) - (len(whole) - 35 * RATE)) <= tolerance(file)


def test_a_place_far_behind_costs_no_more_than_one_in_front(file: Path) -> None:
    container = kind_of(file)
    for start_s in (15.0, 25.0, 39.0):
        with av.open(str(file), format=_DEMUXERS[container]) as media:
            (stream,) = media.streams.audio
            found = passage(media, stream, start_s, partial(every_frame, media, stream))
            assert 0.4 < found.lead_s < WIDEST_CLUSTER_S + 0.5


def every_frame(media: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    for packet in media.demux(stream):
        yield from (frame for frame in packet.decode() if isinstance(frame, AudioFrame))


@pytest.mark.parametrize("start_s", [SECONDS - 0.01, SECONDS + 5.0, 900_000.0])
def test_nothing_behind_the_start_is_said_so(file: Path, start_s: float) -> None:
    with pytest.raises(InvalidInput) as caught:
        decoded(file, Trim(start_s))
    assert caught.value.code == "nothing_behind_start"


def test_a_short_part_of_a_long_recording_is_not_too_long(file: Path) -> None:
    assert len(decoded(file, Trim(10.0, 14.0), longest_s=5)) == 4 * RATE
    with pytest.raises(InvalidInput) as caught:
        decoded(file, Trim(10.0, 20.0), longest_s=5)
    assert caught.value.code == "recording_too_long"
