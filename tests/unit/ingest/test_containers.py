"""What the first bytes of a file say it is."""

import pytest

from chassis.errors import InvalidInput, UnsupportedMedia
from services.ingest.domain.containers import Container, identify
from tests.builders import audio_files

MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
ID3 = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (audio_files.wav(0.1), Container.WAV),
        (b"RF64\xff\xff\xff\xffWAVEds64", Container.WAV),
        (b"fLaC\x00\x00\x00\x22", Container.FLAC),
        (ID3 + b"fLaC\x00\x00\x00\x22", Container.FLAC),
        (b"OggS\x00\x02" + bytes(20), Container.OGG),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Container.WEBM),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", Container.MP4),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", Container.MP4),
        (MP3_FRAME + MP3_FRAME, Container.MP3),
        (MP3_FRAME[:100], Container.MP3),
        (ID3 + MP3_FRAME + MP3_FRAME, Container.MP3),
        (b"ID3\x04\x00\x00\x00\x20\x00\x00" + bytes(60_000), Container.MP3),
    ],
)
def test_accepted_kinds(head: bytes, container: Container) -> None:
    assert identify(head) is container


@pytest.mark.hostile(1, 2, 3, 4, 11, 13, 17)
@pytest.mark.parametrize(
    "head",
    [
        b"#EXTM3U\n#EXTINF:9,\n/etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 9 RTP/AVP 0\n",
        b"<?xml version='1.0'?><MPD></MPD>",
        b"PK\x03\x04" + bytes(40),
        b"\x7fELF\x02\x01\x01" + bytes(40),
        b"<svg onload='alert(1)'>",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska",
        b"\x00\x00\x00\x20ftypheic\x00\x00\x00\x00",
        b"\xff\xf1\x50\x80" + bytes(40),
        b"\xff\xfb\x90\x00" + bytes(500),
        b"FORM\x00\x00\x00\x00AIFF",
        b"%PDF-1.7",
        b"hello",
        b"R",
        bytes(100),
    ],
)
def test_everything_else_is_refused_and_told_what_is_accepted(head: bytes) -> None:
    with pytest.raises(UnsupportedMedia, match="Accepted are WAV, MP3") as caught:
        identify(head)
    assert caught.value.status == 415


def test_nothing_at_all_is_an_empty_upload() -> None:
    with pytest.raises(InvalidInput) as caught:
        identify(b"")
    assert (caught.value.status, caught.value.code) == (422, "empty_upload")
