"""Which container a file is, by its first bytes; names and declared types are never believed.

The table names exactly the kinds that are accepted. Text formats that make a decoder open other files
(playlists, ffconcat, SDP) have no line here, so they are refused before anything tries to read them.
"""

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain

from services.ingest.domain.errors import empty_upload, unsupported_container

HEAD_BYTES = 64 * 1024
"""How much of an upload decides what it is."""

_SYNC_MARK = 0xFFE0
_LAYER_III = 1
_EBML = b"\x1a\x45\xdf\xa3"
_DOC_TYPE = b"\x42\x82"
_STILL_IMAGES_AND_QUICKTIME = {b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"qt  "}
_BIT_RATES_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BIT_RATES_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""MPEG-1 is 3, MPEG-2 is 2 and MPEG-2.5 is 0 (ISO/IEC 11172-3, 13818-3)."""


class Container(StrEnum):
    """The kinds of file that are accepted."""

    WAV = "wav"
    MP3 = "mp3"
    MP4 = "mp4"
    FLAC = "flac"
    OGG = "ogg"
    WEBM = "webm"


MEDIA_TYPES = {
    Container.WAV: "audio/wav",
    Container.MP3: "audio/mpeg",
    Container.MP4: "audio/mp4",
    Container.FLAC: "audio/flac",
    Container.OGG: "audio/ogg",
    Container.WEBM: "audio/webm",
}


def head_of(audio: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """What decides, and the whole audio again."""
    head = bytearray()
    while len(head) < HEAD_BYTES and (chunk := next(audio, None)) is not None:
        head += chunk
    return bytes(head), chain([bytes(head)], audio)


def identify(head: bytes) -> Container:
    """The container of a file that begins with `head`; raises when it is empty or none of ours."""
    if not head:
        raise empty_upload()
    content = _after_id3(head)
    for container, matches in _SIGNATURES.items():
        if matches(content):
            return container
    if content is not head and not content:
        return Container.MP3  # a tag (cover art) that fills the whole head; the decoder has the last word
    raise unsupported_container()


def _after_id3(head: bytes) -> bytes:
    """What follows an ID3v2 tag; its size is four bytes of seven bits, without its own header of ten."""
    if head[:3] != b"ID3" or len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
        return head
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return head[10 + size :].lstrip(b"\0")


def _is_wav(head: bytes) -> bool:
    return head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE"


def _is_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and len(head) >= 12 and head[8:12] not in _STILL_IMAGES_AND_QUICKTIME


def _is_flac(head: bytes) -> bool:
    return head[:4] == b"fLaC"


def _is_ogg(head: bytes) -> bool:
    return head[:4] == b"OggS"


def _is_webm(head: bytes) -> bool:
    """EBML whose DocType (an element of the first header) says webm; matroska is another kind."""
    place = head.find(_DOC_TYPE, 4, 64)
    return head[:4] == _EBML and place > 0 and head[place + 3 : place + 7] == b"webm"


def _is_mp3(head: bytes) -> bool:
    """A frame, and another right behind it where the head reaches that far."""
    length = _mp3_frame_bytes(head)
    if length is None:
        return False
    following = head[length : length + 4]
    return len(following) < 4 or _mp3_frame_bytes(following) is not None


def _mp3_frame_bytes(head: bytes) -> int | None:
    if len(head) < 4 or int.from_bytes(head[:2], "big") & _SYNC_MARK != _SYNC_MARK:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate_index, sample_rate_index, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if layer != _LAYER_III or version == 1 or bit_rate_index in {0, 15} or sample_rate_index == 3:
        return None
    bit_rate = (_BIT_RATES_V1 if version == 3 else _BIT_RATES_V2)[bit_rate_index] * 1000
    samples_per_byte_second = 144 if version == 3 else 72
    return samples_per_byte_second * bit_rate // _SAMPLE_RATES[version][sample_rate_index] + padding


_SIGNATURES = {
    Container.WAV: _is_wav,
    Container.MP4: _is_mp4,
    Container.FLAC: _is_flac,
    Container.OGG: _is_ogg,
    Container.WEBM: _is_webm,
    Container.MP3: _is_mp3,
}
