"""B4: a file that is decoded reads no other, whatever it names, and whoever let it come so far."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from chassis.errors import InvalidInput
from services.ingest.adapters.outbound.media.decoding_task import decode_file
from services.ingest.adapters.outbound.media.sandboxed_audio_preparer import decoder_pool
from services.ingest.domain.containers import Container
from services.ingest.domain.submission import Trim
from tests.builders.audio_files import KINDS, encoded, wav
from tests.builders.decoding_bench import LIMITS
from tests.builders.external_tracks import with_external_track
from tests.builders.watched_files import watching
from tests.faults.harness.scoreboard import Score, scenario

TEXTS = (
    "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXTINF:9,\nfile://{}\n#EXT-X-ENDLIST\n",
    '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{}"\n#EXT-X-MAP:URI="{}"\n#EXTINF:9,\n{}\n',
    "ffconcat version 1.0\nfile '{}'\n",
    "ffconcat version 1.0\nfile concat:{}\noption safe 0\n",
    '<?xml version="1.0"?><MPD><Period><BaseURL>{}</BaseURL></Period></MPD>',
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "subfile,,start,0,end,0,,:{}",
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{}">]><a>&x;</a>',
)


@scenario("B4", "Decoding reads no bytes but those of its own file", quick=True)
@pytest.mark.waits
@pytest.mark.hostile(1, 2, 3, 4)
def test_no_file_opens_another(score: Score, tmp_path: Path) -> None:
    """Refused at the door, nearly all of them; here they have come past it, under every name."""
    neighbour = tmp_path / "neighbour.wav"
    neighbour.write_bytes(wav(1.0))
    source, target = tmp_path / "source", tmp_path / "prepared"
    pool = decoder_pool(1, LIMITS)
    decoded = refused = 0
    try:
        with watching(neighbour) as watch:
            for content, container in hostile(neighbour):
                source.write_bytes(content)
                try:
                    task = (decode_file, source, target, container, LIMITS.longest_s, Trim())
                    pool.run(*task, deadline_s=30)
                    decoded += 1
                except InvalidInput:
                    refused += 1
            score.exactly("looks at another file", watch.looks(), 0)
            neighbour.read_bytes()
            score.at_least("looks that the watch sees when there is one", watch.looks(), 1)
    finally:
        pool.close()
    score.number("files that name another", decoded + refused)
    score.number("of them refused", refused)


def hostile(neighbour: Path) -> Iterator[tuple[bytes, Container]]:
    """Text that names it, alone and within files that are good; and MP4 whose sound is said to be there."""
    whole = [
        (Container(name), encoded(neighbour.with_name(codec), form, codec, 0.2, rate=rate))
        for name, form, codec, rate in KINDS
    ]
    for text, (container, content) in product(TEXTS, whole):
        named = text.replace("{}", str(neighbour)).encode()
        for inserted in (named, named + content, content + named, content[:64] + named + content[64:]):
            yield inserted, container
    for container, content in whole:
        if container is Container.MP4:
            yield with_external_track(content, neighbour), container
