"""The sandboxed decoder on files of every kind, good and hostile."""

import resource
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from chassis.errors import InvalidInput
from chassis.processes import ChildPool
from services.ingest.adapters.outbound.media.decoding_task import decode_file
from services.ingest.adapters.outbound.media.limits import DecodeLimits
from services.ingest.adapters.outbound.media.sandboxed_audio_preparer import decoder_pool
from services.ingest.domain.containers import Container, identify
from services.ingest.domain.submission import Trim
from tests.builders import audio_files

PROBLEMS = {"corrupt_audio", "empty_audio", "no_audio_stream", "recording_too_long", "unsupported_audio"}
LIMITS = DecodeLimits(longest_s=30, patience_s=30)
WHOLE = Trim()
CLIPS = Path(__file__).parents[4] / "shared/speech/clips"


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    pool = decoder_pool(1, LIMITS)
    yield pool
    pool.close()


class Decoder:
    """Decodes bytes as the worker does, in the sandbox."""

    def __init__(self, pool: ChildPool, folder: Path) -> None:
        self._pool = pool
        self.source = folder / "source"
        self.target = folder / "prepared"

    def __call__(self, content: bytes, container: Container | None = None, trim: Trim = WHOLE) -> float:
        self.source.write_bytes(content)
        kind = container or identify(content[:65_536])
        task = (decode_file, self.source, self.target, kind, LIMITS.longest_s, trim)
        return self._pool.run(*task, deadline_s=30)

    def problem(self, content: bytes, container: Container | None = None) -> str:
        with pytest.raises(InvalidInput) as caught:
            self(content, container)
        return caught.value.code

    def outcome(self, content: bytes, container: Container | None = None) -> float | str:
        """Seconds of audio, or the problem's code."""
        try:
            return self(content, container)
        except InvalidInput as problem:
            return problem.code


@pytest.fixture
def decoder(pool: ChildPool, tmp_path: Path) -> Decoder:
    return Decoder(pool, tmp_path)


@pytest.mark.parametrize(("container", "format_name", "codec", "rate"), audio_files.KINDS)
def test_every_accepted_kind_becomes_16_khz_mono_flac(
    decoder: Decoder, tmp_path: Path, container: str, format_name: str, codec: str, rate: int
) -> None:
    content = audio_files.encoded(tmp_path / "made", format_name, codec, 2.0, rate=rate)
    assert identify(content) == container

    decoded = decoder(content)

    facts = soundfile.info(str(decoder.target))
    assert (facts.samplerate, facts.channels, facts.format, facts.subtype) == (16_000, 1, "FLAC", "PCM_16")
    assert decoded == pytest.approx(2.0, abs=0.1)
    assert facts.duration == pytest.approx(decoded, abs=0.001)


def test_the_samples_of_a_16_khz_wav_come_through_unchanged(decoder: Decoder) -> None:
    decoder(audio_files.wav(1.5))
    samples, _ = soundfile.read(str(decoder.target), dtype="int16")
    assert np.array_equal(samples, audio_files.tone(1.5))


@pytest.mark.hostile(1, 2, 3, 4)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("playlist", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n%s\n#EXT-X-ENDLIST\n"),
        ("playlist of a URL", b"#EXTM3U\n#EXTINF:9,\nfile://%s\n"),
        ("concat", b"ffconcat version 1.0\nfile '%s'\n"),
        ("remote playlist", b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/%s\n"),
        (
            "session description",
            b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=%s\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
        ),
    ],
)
@pytest.mark.parametrize("container", list(Container))
def test_text_that_names_other_files_is_never_followed(
    decoder: Decoder, tmp_path: Path, name: str, content: bytes, container: Container
) -> None:
    """Such text is refused at the door already; here it has come past it under every name."""
    (tmp_path / "neighbour.wav").write_bytes(audio_files.wav(1.0))
    text = content % str(tmp_path / "neighbour.wav").encode()
    assert decoder.problem(text, container) in {"corrupt_audio", "no_audio_stream", "empty_audio"}


@pytest.mark.hostile(5)
def test_hours_of_silence_in_a_small_file_end_at_the_limit(decoder: Decoder, tmp_path: Path) -> None:
    content = audio_files.encoded(tmp_path / "made", "flac", "flac", 120, rate=16_000, silence=True)
    assert len(content) < 50_000
    assert decoder.problem(content) == "recording_too_long"
    assert decoder.target.stat().st_size < 32_000 * LIMITS.longest_s + 1024 * 1024


@pytest.mark.hostile(12)
def test_a_long_mp3_at_a_low_bit_rate_ends_at_the_limit(decoder: Decoder, tmp_path: Path) -> None:
    content = audio_files.encoded(tmp_path / "made", "mp3", "libmp3lame", 60, rate=16_000)
    assert decoder.problem(content) == "recording_too_long"


@pytest.mark.hostile(6)
@pytest.mark.parametrize(
    ("rate", "problem"), [(1, "unsupported_audio"), (999, "unsupported_audio"), (1000, "recording_too_long")]
)
def test_few_samples_a_second_do_not_blow_up(decoder: Decoder, rate: int, problem: str) -> None:
    samples = bytes(4_000_000)
    assert decoder.problem(audio_files.wav_header(len(samples), rate=rate) + samples) == problem


@pytest.mark.hostile(6)
def test_a_header_that_claims_4_gb_counts_for_nothing(decoder: Decoder) -> None:
    content = audio_files.wav(0.5, claim=0xFFFFFFF0)
    assert decoder(content) == pytest.approx(0.5)


@pytest.mark.hostile(7)
@pytest.mark.parametrize(
    "claims",
    [
        {"rate": 2**31 - 1},
        {"rate": 0},
        {"channels": 65_535},
        {"channels": 0},
        {"bits": 0},
        {"rate": 2_000_000},
    ],
)
def test_impossible_headers_are_refused(decoder: Decoder, claims: dict[str, int]) -> None:
    content = audio_files.wav_header(32_000, **claims) + bytes(32_000)
    assert decoder.problem(content) in {"corrupt_audio", "unsupported_audio", "empty_audio"}


@pytest.mark.hostile(8)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_become_finite(decoder: Decoder, value: float) -> None:
    samples = np.full(32_000, value, np.float32).tobytes()
    decoder(audio_files.wav_header(len(samples), bits=32, kind=3) + samples)
    heard, _ = soundfile.read(str(decoder.target))
    assert np.isfinite(heard).all()


@pytest.mark.hostile(9)
@pytest.mark.parametrize("samples", [0, 1, 1_000])
def test_next_to_nothing_is_empty_audio(decoder: Decoder, samples: int) -> None:
    assert decoder.problem(audio_files.wav_header(2 * samples) + bytes(2 * samples)) == "empty_audio"


@pytest.mark.hostile(9)
def test_silence_and_noise_are_audio(decoder: Decoder) -> None:
    silence = bytes(64_000)
    noise = np.random.default_rng(1).integers(-30_000, 30_000, 32_000, np.int16).tobytes()
    for samples in (silence, noise):
        assert decoder(audio_files.wav_header(len(samples)) + samples) == pytest.approx(2.0)


@pytest.mark.hostile(9)
@pytest.mark.parametrize(("container", "format_name", "codec", "rate"), audio_files.KINDS)
def test_a_file_cut_in_half_gives_what_is_there_or_says_that_it_is_damaged(
    decoder: Decoder, tmp_path: Path, container: str, format_name: str, codec: str, rate: int
) -> None:
    content = audio_files.encoded(tmp_path / "made", format_name, codec, 4.0, rate=rate)
    outcome = decoder.outcome(content[: len(content) // 2])
    assert outcome in {"corrupt_audio", "empty_audio"} or (isinstance(outcome, float) and outcome < 3)


@pytest.mark.hostile(10)
def test_of_a_video_with_several_voices_the_first_is_taken(decoder: Decoder, tmp_path: Path) -> None:
    decoder(audio_files.video_with_two_voices(tmp_path / "made"))
    samples, rate = soundfile.read(str(decoder.target))
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) * rate / len(samples) == pytest.approx(220, abs=5)


def test_a_video_without_sound_says_so(decoder: Decoder, tmp_path: Path) -> None:
    assert decoder.problem(audio_files.video_without_sound(tmp_path / "made")) == "no_audio_stream"


@pytest.mark.parametrize("container", list(Container))
@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_end_in_a_clean_refusal(decoder: Decoder, container: Container, seed: int) -> None:
    content = np.random.default_rng(seed).bytes(40_000)
    assert decoder.problem(content, container) in {"corrupt_audio", "no_audio_stream", "empty_audio"}


@pytest.mark.parametrize(("container", "format_name", "codec", "rate"), audio_files.KINDS)
def test_flipped_bytes_end_in_a_result_or_a_clean_refusal(
    decoder: Decoder, tmp_path: Path, container: str, format_name: str, codec: str, rate: int
) -> None:
    content = bytearray(audio_files.encoded(tmp_path / "made", format_name, codec, 1.0, rate=rate))
    random = np.random.default_rng(7)
    for _ in range(5):
        for place in random.integers(12, len(content), 20):
            content[place] = int(random.integers(256))
        outcome = decoder.outcome(bytes(content), Container(container))
        assert isinstance(outcome, float) or outcome in PROBLEMS


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        (resource.RLIMIT_AS, 1024**3),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, 23),
        (resource.RLIMIT_FSIZE, 30 * 32_320 + 1024 * 1024),
    ],
)
def test_the_kernel_holds_the_child_to_its_limits(pool: ChildPool, limit: int, value: int) -> None:
    assert list(pool.run(resource.getrlimit, limit, deadline_s=10)) == [value, value]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="taking the network away needs Linux")
def test_the_child_has_no_network(pool: ChildPool) -> None:
    assert [name for _, name in pool.run(socket.if_nameindex, deadline_s=10)] == ["lo"]


@pytest.mark.shared
@pytest.mark.skipif(not CLIPS.is_dir(), reason="the shared recordings are not here")
@pytest.mark.parametrize("path", sorted((CLIPS / "hostile").glob("*.wav")), ids=lambda path: path.name)
def test_broken_headers_from_elsewhere(decoder: Decoder, path: Path) -> None:
    assert decoder.problem(path.read_bytes(), Container.WAV) in {
        "corrupt_audio",
        "empty_audio",
        "unsupported_audio",
    }


@pytest.mark.shared
@pytest.mark.skipif(not CLIPS.is_dir(), reason="the shared recordings are not here")
@pytest.mark.parametrize("name", ["jfk-1961-inaugural.flac", "spontaneous-1.wav"])
def test_real_speech(decoder: Decoder, name: str) -> None:
    path = CLIPS / name
    assert decoder(path.read_bytes()) == pytest.approx(soundfile.info(str(path)).duration, abs=0.01)
