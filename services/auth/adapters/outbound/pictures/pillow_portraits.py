"""Pictures, decoded and written anew by Pillow."""

import io
import threading

from services.auth.application.ports.avatars import AVATAR_TYPE
from services.auth.domain.errors import BadImage

FORMATS = ("PNG", "JPEG", "WEBP")
"""Told by what is in the picture; what it is said to be counts for nothing."""
MAX_PIXELS = 16_000_000
"""Of a photograph of a telephone; 64 MB when it is decoded. Checked before anything is."""
EDGE = 256
_QUALITY = 85


class PillowPortraits:
    """One picture at a time: decoding takes memory. Pillow is loaded with the first."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def portrait(self, picture: bytes) -> bytes:
        from PIL import Image

        bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
        with self._turn:
            try:
                return _portrait(picture)
            except (OSError, ValueError, SyntaxError, ArithmeticError, MemoryError, *bombs):
                # What Pillow raises on damaged files, after its documentation and its tests of them.
                raise BadImage("This is no PNG, JPEG or WebP picture that can be read.") from None


def _portrait(picture: bytes) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise BadImage(f"A picture has at most {MAX_PIXELS // 1_000_000} million pixels.")
        opened.draft("RGB", (EDGE, EDGE))  # JPEG only: decodes no more than is needed
        upright = ImageOps.exif_transpose(opened)
        square = ImageOps.fit(upright.convert("RGBA"), (EDGE, EDGE))
    bare = Image.new("RGBA", square.size)
    bare.paste(square)
    written = io.BytesIO()
    bare.save(
        written, AVATAR_TYPE.removeprefix("image/"), quality=_QUALITY, exif=b"", xmp=b"", icc_profile=None
    )
    return written.getvalue()
