"""Documents and archives that nothing here opens; by name, with the number of docs/hostile-inputs.md."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

MB = 1024 * 1024
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><w>&c;&x;</w>'
)
SCRIPT = b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Pages 2 0 R>>"
LOOP = b"<</Type/Pages/Kids[2 0 R]/Count 100000/Parent 2 0 R>>"


def _zipped(entries: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def _docx(document: bytes) -> bytes:
    return _zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document})


def _claiming(size: int, megabytes: int = 1, *, flags: int = 0, times: int = 1) -> bytes:
    """An entry of so many megabytes, so many times, that says what it is told to say (APPNOTE 4.3)."""
    name, data = b"word/document.xml", _deflated(megabytes)
    facts = struct.pack("<5H3I2H", 20, flags, zipfile.ZIP_DEFLATED, 0, 33, 0, len(data), size, len(name), 0)
    entry = b"PK\3\4" + facts + name + data
    listed = b"PK\1\2\x14\0" + facts + bytes(14) + name
    end = struct.pack("<4H2IH", 0, 0, times, times, times * len(listed), times * len(entry), 0)
    return entry * times + listed * times + b"PK\5\6" + end


def _deflated(megabytes: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = squeeze.compress(bytes(MB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return one * megabytes + squeeze.flush()


def _linked() -> bytes:
    content = io.BytesIO()
    link = zipfile.ZipInfo("word/document.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return content.getvalue()


def _pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    numbered = (b"%d 0 obj%sendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer<</Root 1 0 R" + trailer + b">>\n%%EOF\n"


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "13 DOCX bomb": lambda: _claiming(1024 * MB, megabytes=1024),
    "14 a size that lies": lambda: _claiming(1),
    "15 XML of entities": lambda: LAUGHS,
    "15 DOCX of entities": lambda: _docx(LAUGHS),
    "16 paths upwards": lambda: _zipped({"../../../etc/passwd": b"x", "/etc/passwd": b"x"}),
    "16 a link": _linked,
    "16 a password": lambda: _claiming(MB, flags=1),
    "16 archives within": lambda: _zipped({"a.zip": _zipped({"b.zip": _docx(bytes(MB))})}),
    "16 65,000 entries": lambda: _claiming(0, megabytes=0, times=65_000),
    "17 PDF that loops": lambda: _pdf(b"<</Type/Catalog/Pages 2 0 R>>", LOOP),
    "17 PDF with a script": lambda: _pdf(SCRIPT, LOOP),
    "17 PDF with a password": lambda: _pdf(SCRIPT, trailer=b"/Encrypt<</Filter/Standard/V 1>>"),
    "18 PDF and ZIP": lambda: _pdf(SCRIPT) + _docx(b"<w/>"),
    "18 GIF and JavaScript": lambda: b"GIF89a/*" + bytes(100) + b"*/=1;alert(1)",
    "18 text before a WAV": lambda: b"<!doctype html>RIFF\0\0\0\0WAVEfmt ",
}
