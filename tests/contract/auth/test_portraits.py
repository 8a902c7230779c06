"""What Pillow makes of pictures: small ones of ours, or a refusal."""

import io
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from chassis.errors import Unavailable
from services.auth.adapters.outbound.pictures.pillow_portraits import EDGE, MAX_PIXELS, QUEUE, PillowPortraits
from services.auth.domain.errors import BadImage

SECRET = "51.4934,0.0098"


def picture(form: str, size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object) -> bytes:
    written = io.BytesIO()
    colour = 7 if mode == "P" else "teal"
    Image.new(mode, size, colour if mode not in ("L", "I;16", "1") else 1).save(written, form, **options)
    return written.getvalue()


def with_everything_about_its_owner() -> bytes:
    exif, notes = Image.Exif(), PngInfo()
    exif[0x010E] = SECRET  # the description
    notes.add_text("Comment", SECRET)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture("PNG", exif=exif, pnginfo=notes, icc_profile=profile)


def opened(portrait: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(portrait))
    image.load()
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(640, 480), (100, 900), (1, 1), (4000, 4000)])
def test_a_picture_becomes_a_small_square(form: str, size: tuple[int, int]) -> None:
    image = opened(PillowPortraits().portrait(picture(form, size)))
    assert (image.format, image.size) == ("WEBP", (EDGE, EDGE))


@pytest.mark.parametrize("mode", ["RGBA", "L", "LA", "P", "1", "I;16"])
def test_pictures_of_every_kind_of_colour_are_read(mode: str) -> None:
    assert opened(PillowPortraits().portrait(picture("PNG", mode=mode))).size == (EDGE, EDGE)


def test_a_picture_of_a_printer_is_read() -> None:
    assert opened(PillowPortraits().portrait(picture("JPEG", mode="CMYK"))).size == (EDGE, EDGE)


def test_nothing_is_kept_but_what_can_be_seen() -> None:
    sent = with_everything_about_its_owner()
    assert SECRET.encode() in sent
    portrait = PillowPortraits().portrait(sent)
    assert SECRET.encode() not in portrait
    image = opened(portrait)
    assert not image.getexif()
    assert not {"exif", "icc_profile", "xmp"} & set(image.info)


def test_what_is_hidden_behind_a_picture_is_gone() -> None:
    portrait = PillowPortraits().portrait(picture("PNG") + b"<script>alert(1)</script>")
    assert b"script" not in portrait


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    half = Image.new("RGB", (512, 512), "white")
    half.paste("black", (0, 0, 256, 512))
    written = io.BytesIO()
    half.save(written, "JPEG", exif=exif)
    upright = opened(PillowPortraits().portrait(written.getvalue())).convert("L")
    assert upright.getpixel((128, 20)) == upright.getpixel((20, 20))
    assert upright.getpixel((128, 20)) != upright.getpixel((128, 236))


def _huge_png(edge: int) -> bytes:
    """Says that it has that many pixels squared, in a hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _text_bomb() -> bytes:
    """A kilobyte that would be a hundred megabytes of comment."""
    text = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    good = picture("PNG", (8, 8))
    place = good.index(b"IDAT") - 4
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    return good[:place] + chunk + good[place:]


BAD = {
    "nothing": b"",
    "text": b"hello",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "cut": picture("PNG")[:200],
    "cut jpeg": picture("JPEG")[:300],
    "head only": b"\x89PNG\r\n\x1a\n",
    "too many pixels": picture("PNG", (4001, 4000)),
    "large": _huge_png(10_000),
    "huge": _huge_png(100_000),
    "bomb of text": _text_bomb(),
    "broken webp": picture("WEBP")[:40],
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_of_these_kinds_is_refused(name: str) -> None:
    with pytest.raises(BadImage):
        PillowPortraits().portrait(BAD[name])


def test_damaged_pictures_are_refused_or_read_and_nothing_else() -> None:
    portraits = PillowPortraits()
    for good in (picture("PNG", (64, 64)), picture("JPEG", (64, 64)), picture("WEBP", (64, 64))):
        for place in range(0, len(good), max(1, len(good) // 60)):
            damaged = good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]
            try:
                portraits.portrait(damaged)
            except BadImage:
                continue


def test_the_limit_is_what_a_phone_takes() -> None:
    assert MAX_PIXELS == 4000 * 4000


def test_one_is_decoded_three_wait_and_the_rest_are_refused() -> None:
    portraits, sent = PillowPortraits(), picture("PNG", (2000, 2000))
    together = threading.Barrier(8)

    def portrait(_: int) -> bool:
        together.wait(10)
        try:
            portraits.portrait(sent)
        except Unavailable:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(portrait, range(8)))
    assert 1 + QUEUE <= made.count(True) < 8
    assert portraits.portrait(sent)
