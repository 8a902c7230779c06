"""Audio files damaged in a dozen ways; the same for the same chance."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.ingest.domain.containers import Container
from tests.builders import audio_files

SECONDS = 0.5
KINDS: Sequence[tuple[str, str, str, int]] = (
    *audio_files.KINDS,
    ("wav", "wav", "pcm_f32le", 44_100),
    ("wav", "wav", "adpcm_ima_wav", 16_000),
    ("mp4", "mp4", "alac", 44_100),
)
HEAD_BYTES = 512
"""Where most of what a container says of itself stands."""
LENGTHS = (0, 1, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
Damage = Callable[[bytearray, random.Random], None]


@dataclass(frozen=True)
class DamagedFile:
    """`number` and the seed of a run name it again."""

    number: int
    container: Container
    damages: tuple[str, ...]
    content: bytes


def whole_files(folder: Path) -> list[tuple[Container, bytes]]:
    """One of every accepted container and codec that is common in it, and a video."""
    made = [
        (Container(name), audio_files.encoded(folder / codec, form, codec, SECONDS, rate=rate))
        for name, form, codec, rate in KINDS
    ]
    return [*made, (Container.MP4, audio_files.video_with_two_voices(folder / "video", SECONDS))]


def damaged_files(
    whole: Sequence[tuple[Container, bytes]], chance: random.Random, count: int
) -> Iterator[DamagedFile]:
    """Each with one to four damages, one after the other."""
    for number in range(count):
        container, content = whole[number % len(whole)]
        names = tuple(chance.choice(list(DAMAGES)) for _ in range(chance.randint(1, 4)))
        damaged = bytearray(content)
        for name in names:
            if len(damaged) > 64:
                DAMAGES[name](damaged, chance)
        if chance.random() < 0.1:
            damaged += chance.choice(whole)[1]
        yield DamagedFile(number, container, names, bytes(damaged))


def _flip_bits(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 8, 64))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _flip_bits_of_the_head(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 16))):
        content[chance.randrange(min(HEAD_BYTES, len(content)))] ^= 1 << chance.randrange(8)


def _overwrite(content: bytearray, chance: random.Random) -> None:
    begin, end = _range(content, chance)
    content[begin:end] = chance.randbytes(end - begin)


def _blank(content: bytearray, chance: random.Random) -> None:
    begin, end = _range(content, chance)
    content[begin:end] = bytes([chance.choice((0, 0xFF))]) * (end - begin)


def _cut_off(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(16, len(content)) :]


def _cut_out(content: bytearray, chance: random.Random) -> None:
    begin, end = _range(content, chance)
    del content[begin:end]


def _repeat(content: bytearray, chance: random.Random) -> None:
    begin, end = _range(content, chance)
    content[begin:begin] = content[begin:end] * chance.choice((1, 2, 20))


def _swap(content: bytearray, chance: random.Random) -> None:
    begin, end = _range(content, chance)
    middle = (begin + end) // 2
    content[begin:end] = content[middle:end] + content[begin:middle]


def _insert(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content))
    content[place:place] = chance.randbytes(chance.choice((1, 3, 100, 5000)))


def _lie_about_a_length(content: bytearray, chance: random.Random) -> None:
    """In four bytes of the head, where all these containers keep the lengths of their first parts."""
    place = chance.randrange(4, min(HEAD_BYTES, len(content) - 4))
    length = chance.choice((*LENGTHS, len(content), len(content) * 3))
    content[place : place + 4] = (length & 0xFFFFFFFF).to_bytes(4, chance.choice(("big", "little")))


def _lie_about_a_part(content: bytearray, chance: random.Random) -> None:
    """Anywhere: a small number that is read as a length becomes an extreme one."""
    place = chance.randrange(len(content) - 2)
    content[place : place + 2] = chance.choice((b"\0\0", b"\xff\xff", b"\x7f\xff", b"\x80\0", b"\0\1"))


def _name_a_file(content: bytearray, chance: random.Random) -> None:
    """Text that a decoder would follow if it believed it."""
    place = chance.choice((0, 4, len(content) // 2))
    content[place:place] = chance.choice(
        (b"#EXTM3U\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile 'x'\n")
    )


def _range(content: bytearray, chance: random.Random) -> tuple[int, int]:
    begin = chance.randrange(len(content))
    return begin, min(len(content), begin + chance.choice((1, 4, 64, 1024, len(content))))


DAMAGES: Mapping[str, Damage] = {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        _flip_bits, _flip_bits_of_the_head, _overwrite, _blank, _cut_off, _cut_out, _repeat, _swap, _insert,
        _lie_about_a_length, _lie_about_a_part, _name_a_file,
    )
}  # fmt: skip
