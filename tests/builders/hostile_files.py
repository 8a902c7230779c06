"""Files that an upload has to survive, by name; the numbers are those of docs/hostile-inputs.md."""

import struct
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from tests.builders import audio_files
from tests.builders.hostile_documents import DOCUMENTS

DENIED = "file:///etc/passwd"
DAY_S = 86_400
_BLOCK = 65_535
NO_AUDIO: Mapping[str, Callable[[], bytes]] = {
    "1 playlist": lambda: playlist(DENIED),
    "1 playlist of a path": lambda: playlist("/etc/passwd"),
    "1 playlist behind a tag": lambda: b"ID3\x04\0\0\0\0\0\0" + playlist(DENIED),
    "2 ffconcat": lambda: b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "3 session description": lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    "4 playlist of an address": lambda: playlist("http://127.0.0.1:9/"),
    "4 DASH": lambda: b'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>',
    "11 ELF": lambda: b"\x7fELF" + bytes(1000),
    "11 SVG": lambda: b"<svg onload=alert(1)>",
    "11 ZIP": lambda: b"PK\x03\x04" + bytes(5_000_000),
    **DOCUMENTS,
}
"""Refused by their content, at the door."""
UNDECODABLE: Mapping[str, tuple[Callable[[], bytes], set[str]]] = {
    "6 4 MB at 1 Hz": (
        lambda: audio_files.wav_header(4_000_000, rate=1) + bytes(4_000_000),
        {"unsupported_audio"},
    ),
    "7 2,147,483,647 Hz": (
        lambda: audio_files.wav_header(32_000, rate=2**31 - 1) + bytes(32_000),
        {"corrupt_audio", "unsupported_audio"},
    ),
    "7 0 Hz": (lambda: audio_files.wav_header(4000, rate=0) + bytes(4000), {"corrupt_audio"}),
    "7 65,535 channels": (
        lambda: audio_files.wav(0.5, channels=65_535),
        {"corrupt_audio", "unsupported_audio"},
    ),
    "7 no channel": (lambda: audio_files.wav(0.5, channels=0), {"corrupt_audio", "unsupported_audio"}),
    "7 no bits": (lambda: audio_files.wav(0.5, bits=0), {"corrupt_audio", "unsupported_audio"}),
    "9 header only": (lambda: audio_files.wav_header(0), {"empty_audio", "corrupt_audio"}),
    "9 half a header": (lambda: audio_files.wav(0.5)[:30], {"empty_audio", "corrupt_audio"}),
    "9 one sample": (lambda: audio_files.wav_header(2) + b"\1\0", {"empty_audio"}),
}
"""Accepted as what their first bytes say, and failed with one of these codes when they are decoded."""
ODD: Mapping[str, Callable[[Path], bytes]] = {
    "6 a claim of 4 GB": lambda _: audio_files.wav(1.0, claim=0xFFFFFFF0),
    "8 NaN": lambda _: audio_files.wav_header(64_000, bits=32, kind=3) + b"\0\0\xc0\x7f" * 16_000,
    "8 infinite": lambda _: audio_files.wav_header(64_000, bits=32, kind=3) + b"\0\0\x80\x7f" * 16_000,
    "9 silence": lambda _: audio_files.wav_header(64_000) + bytes(64_000),
    "9 noise": lambda _: audio_files.wav_header(64_000) + audio_files.hiss(2.0).tobytes(),
    "10 two voices": lambda folder: audio_files.video_with_two_voices(folder / "video.mp4"),
    "10 cover art and chapters": lambda folder: _with_cover(
        audio_files.encoded(folder / "talk.mp3", "mp3", "libmp3lame", rate=44_100)
    ),
    "18 WAV before a ZIP": lambda _: audio_files.wav(1.0) + DOCUMENTS["14 a size that lies"](),
}
"""Odd, and audio: each becomes a report."""


def playlist(target: str) -> bytes:
    return b"#EXTM3U\n#EXTINF:9,\n" + target.encode() + b"\n#EXT-X-ENDLIST\n"


def _with_cover(mp3: bytes) -> bytes:
    """ID3v2.3: a picture that is none, and two chapters at the same time."""
    picture = b"\0image/png\0\x03\0" + b"\x89PNG" + bytes(20_000)
    chapter = struct.pack(">4s4I", b"ch0\0", 0, 10**6, 2**32 - 1, 2**32 - 1)
    frames = b"".join(
        struct.pack(">4sIH", name, len(body), 0) + body
        for name, body in ((b"APIC", picture), (b"CHAP", chapter), (b"CHAP", chapter))
    )
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frames + mp3[mp3.index(b"\xff\xfb") :]  # without its own tag


def a_day_of_mp3(folder: Path) -> bytes:
    """Row 12: 122 MB, of one second at 8 kbit/s again and again."""
    second = audio_files.encoded(folder / "second.mp3", "mp3", "libmp3lame", rate=8000, bit_rate=8000)
    return second * DAY_S


def a_day_of_flac() -> bytes:
    """Row 5: silence in 300 KB. RFC 9639: every frame says "65,535 times the same sample"."""
    info = struct.pack(">HH6xQ16x", _BLOCK, _BLOCK, audio_files.RATE << 44 | 15 << 36)
    frames = (_flac_frame(number) for number in range(DAY_S * audio_files.RATE // _BLOCK))
    return b"fLaC\x80\0\0\x22" + info + b"".join(frames)


def _flac_frame(number: int) -> bytes:
    """Its numbers are coded as UTF-8 codes characters."""
    head = b"\xff\xf8\x75\x08" + chr(number).encode("utf-8", "surrogatepass") + struct.pack(">H", _BLOCK - 1)
    frame = head + bytes([_crc(head, 8, 0x07)]) + b"\0\0\0"
    return frame + struct.pack(">H", _crc(frame, 16, 0x8005))


def _crc(content: bytes, bits: int, polynomial: int) -> int:
    value = 0
    for byte in content:
        value = (value << 8) & (1 << bits) - 1 ^ _remainder(value >> bits - 8 ^ byte, bits, polynomial)
    return value


@cache
def _remainder(byte: int, bits: int, polynomial: int) -> int:
    value = byte << bits - 8
    for _ in range(8):
        value = value << 1 ^ (polynomial if value >> bits - 1 & 1 else 0)
    return value & (1 << bits) - 1
