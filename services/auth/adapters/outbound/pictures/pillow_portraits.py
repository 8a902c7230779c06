"""Pictures, decoded and written anew by Pillow."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Unavailable
from services.auth.application.ports.avatars import AVATAR_TYPE
from services.auth.domain.errors import BadImage

FORMATS = ("PNG", "JPEG", "WEBP")
"""Told by what is in the picture; what it is said to be counts for nothing."""
MAX_PIXELS = 16_000_000
"""Of a photograph of a telephone; decoding takes up to 250 MB (WebP) for a second or two. Checked before."""
EDGE = 256
_ENOUGH = 4 * EDGE
QUEUE = 3
_QUALITY = 85


class PillowPortraits:
    """One picture at a time, for decoding takes memory; three wait, and more are refused at once, so that
    pictures never hold all threads. Pillow is loaded with the first."""

    def __init__(self) -> None:
        self._admitted = threading.Semaphore(1 + QUEUE)
        self._running = threading.Lock()

    def portrait(self, picture: bytes) -> bytes:
        from PIL import Image

        bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
        with self._turn():
            try:
                return _portrait(picture)
            except (OSError, ValueError, SyntaxError, ArithmeticError, MemoryError, *bombs):
                # What Pillow raises on damaged files, after its documentation and its tests of them.
                raise BadImage("This is no PNG, JPEG or WebP picture that can be read.") from None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._admitted.acquire(blocking=False):
            raise Unavailable("Too many pictures just now; try again shortly.", retry_after_s=2)
        try:
            with self._running:
                yield
        finally:
            self._admitted.release()


def _portrait(picture: bytes) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise BadImage(f"A picture has at most {MAX_PIXELS // 1_000_000} million pixels.")
        opened.thumbnail((_ENOUGH, _ENOUGH), reducing_gap=2.0)  # at once: each step copies what it works on
        upright = ImageOps.exif_transpose(opened)
        square = ImageOps.fit(upright.convert("RGBA"), (EDGE, EDGE))
    bare = Image.new("RGBA", square.size)
    bare.paste(square)
    written = io.BytesIO()
    bare.save(
        written, AVATAR_TYPE.removeprefix("image/"), quality=_QUALITY, exif=b"", xmp=b"", icc_profile=None
    )
    return written.getvalue()
