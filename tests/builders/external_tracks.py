"""MP4 files whose sound is said to be in another file (ISO/IEC 14496-12, 8.7.2; QuickTime's alias)."""

import struct
from pathlib import Path

PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"dinf")


def with_external_track(content: bytes, other: Path) -> bytes:
    """The same file with data references to the other instead of "within this file"."""
    return b"".join(_box(kind, body, other) for kind, body in _boxes(content))


def _box(kind: bytes, body: bytes, other: Path) -> bytes:
    if kind in PARENTS:
        body = with_external_track(body, other)
    if kind == b"dref":
        body = struct.pack(">II", 0, 1) + _alias(other)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _boxes(content: bytes) -> list[tuple[bytes, bytes]]:
    boxes = []
    place = 0
    while place + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, place)
        end = place + size if size >= 8 else len(content)
        boxes.append((kind, content[place + 8 : end]))
        place = end
    return boxes


def _alias(other: Path) -> bytes:
    """A fixed record of 150 bytes, then the path under its tag (2) and the end's (0xFFFF)."""
    path = str(other).encode()
    path += b"\0" * (len(path) % 2)
    fixed = bytes(10) + bytes([1]) + b"v".ljust(27, b"\0") + bytes(12)
    name = bytes([len(other.name)]) + other.name.encode().ljust(63, b"\0")
    record = (fixed + name + bytes(16) + struct.pack(">HH", 1, 1)).ljust(150, b"\0")
    tagged = struct.pack(">HH", 2, len(path)) + path + struct.pack(">HH", 0xFFFF, 0)
    body = bytes(4) + record + tagged
    return struct.pack(">I4s", 8 + len(body), b"alis") + body
