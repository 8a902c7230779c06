"""An upload in pieces, by the client of the tus project: whatever is cut or killed, it arrives as it was."""

import hashlib
import io
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tusclient.client import TusClient

from deploy.local.platform import LocalPlatform
from tests.builders import audio_files
from tests.builders.cutting_proxy import cutting_proxy
from tests.builders.inspection import count
from tests.builders.people import Person

SECONDS = 300
SEED = 20_261_121
METADATA = {"title": "Cut to pieces", "transcript_only": "true", "end": "1", "filename": "talk.wav"}


def content() -> bytes:
    """9.6 MB of noise that compresses to nothing shorter and repeats nowhere."""
    samples = random.Random(SEED).randbytes(32_000 * SECONDS)
    return audio_files.wav_header(len(samples)) + samples


@contextmanager
def dying(platform: LocalPlatform, process: str, times: int) -> Iterator[None]:
    """kill -9, again and again: as soon as it serves."""
    over, killed = threading.Event(), threading.Semaphore(0)

    def kill() -> None:
        for _ in range(times):
            platform.processes[process].wait_ready()
            if over.wait(0.7):
                return
            platform.processes[process].kill()
            killed.release()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    try:
        yield
        assert killed.acquire(timeout=1), "the upload was over before anything died"
    finally:
        over.set()
        killer.join()
        platform.processes[process].wait_ready()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "checksum", [False, pytest.param(True, marks=pytest.mark.long)], ids=["plain", "checksum"]
)
def test_dozens_of_cuts_and_kills_lose_and_add_nothing(
    platform: LocalPlatform, person: Person, checksum: bool
) -> None:
    sent = content()
    headers = {"Authorization": f"Bearer {person.tokens['access_token']}"}
    announced = TusClient(f"{platform.url}/v1/uploads", headers=headers)
    place = announced.uploader(file_stream=io.BytesIO(sent), metadata=METADATA).create_url()
    with (
        cutting_proxy(platform.url, SEED, 400_000 if checksum else 600_000) as proxy,
        dying(platform, "ingest-http", 4),
    ):
        uploader = TusClient(f"{proxy.url}/v1/uploads", headers=headers).uploader(
            file_stream=io.BytesIO(sent),
            url=place.replace(platform.url, proxy.url),
            chunk_size=150_000 if checksum else 4_000_000,
            upload_checksum=checksum,
            retries=1_000,
            retry_delay=0.05,
        )
        uploader.upload()
        assert proxy.cuts >= 24
    recording = person.http.get(f"/v1/recordings/{place.rpartition('/')[2]}").json()
    assert recording["sha256"] == hashlib.sha256(sent).hexdigest()
    assert (recording["title"], recording["size_bytes"]) == ("Cut to pieces", len(sent))
    audio = person.http.get(recording["links"]["audio"])
    assert hashlib.sha256(audio.content).hexdigest() == recording["sha256"]
    assert count(platform, "ingest", "SELECT count(*) FROM recordings WHERE id = %s", recording["id"]) == 1
    left = platform.folder.objects.glob(f"objects/{person.tenant_id}/uploads/*/*")
    assert list(left) == []
