"""From the stored upload to the stored FLAC, through the sandbox."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from chassis.errors import InvalidInput, Unavailable
from chassis.object_store import FileStore
from services.ingest.adapters.outbound.media.decoding_task import decode_file
from services.ingest.adapters.outbound.media.limits import DecodeLimits
from services.ingest.adapters.outbound.media.sandboxed_audio_preparer import (
    Decoders,
    SandboxedAudioPreparer,
)
from services.ingest.application.ports.audio import PreparationCrashed
from services.ingest.domain.containers import Container
from services.ingest.domain.errors import UploadLost
from services.ingest.domain.recording import Recording
from services.ingest.domain.submission import Trim
from tests.builders import audio_files
from tests.builders.recordings import a_recording

LIMITS = DecodeLimits(longest_s=10, patience_s=30)
FULL_DEVICE = Path("/dev/full")


@pytest.fixture(scope="module")
def decoders() -> Iterator[Decoders]:
    decoders = Decoders(2, LIMITS)
    decoders.start()
    yield decoders
    decoders.stop(5)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "objects")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def preparer(decoders: Decoders, store: FileStore, scratch: Path) -> SandboxedAudioPreparer:
    return SandboxedAudioPreparer(store, decoders.pool, LIMITS, scratch)


def uploaded(store: FileStore, content: bytes, container: Container = Container.WAV) -> Recording:
    sha256 = hashlib.sha256(content).hexdigest()
    made = a_recording()
    recording = replace(made, upload=replace(made.upload, container=container, sha256=sha256))
    store.put(recording.upload.key, [content], content_type="audio/wav")
    return recording


def test_the_prepared_audio_is_stored_beside_the_original(
    preparer: SandboxedAudioPreparer, store: FileStore, scratch: Path
) -> None:
    recording = uploaded(store, audio_files.wav(2.0, rate=44_100))
    for _ in range(2):
        audio = preparer.prepare(recording)
    with store.open(audio.key) as chunks:
        content = b"".join(chunks)
    assert audio.key == f"{recording.tenant_id}/recordings/{recording.id}/prepared.flac"
    assert audio.sha256 == hashlib.sha256(content).hexdigest()
    facts = soundfile.info(io.BytesIO(content))
    assert (facts.samplerate, facts.channels, facts.format) == (16_000, 1, "FLAC")
    assert facts.duration == pytest.approx(audio.duration_s) == pytest.approx(2.0, abs=0.01)
    assert list(scratch.iterdir()) == []


def test_a_file_that_is_no_audio_leaves_nothing_but_its_problem(
    preparer: SandboxedAudioPreparer, store: FileStore, scratch: Path
) -> None:
    recording = uploaded(store, b"RIFF\x00\x00\x00\x00WAVE" + bytes(100))
    with pytest.raises(InvalidInput):
        preparer.prepare(recording)
    assert [found.key for found in store.list("")] == [recording.upload.key]
    assert list(scratch.iterdir()) == []


def test_an_upload_that_is_gone_or_changed_is_the_stores_trouble(
    preparer: SandboxedAudioPreparer, store: FileStore
) -> None:
    changed = uploaded(store, audio_files.wav(1.0))
    store.put(changed.upload.key, [audio_files.wav(0.5)], content_type="audio/wav")
    for recording in (changed, replace(changed, id=a_recording().id)):
        with pytest.raises(UploadLost):
            preparer.prepare(recording)


def test_a_decoder_that_takes_too_long_is_killed_and_replaced(store: FileStore, scratch: Path) -> None:
    impatient = replace(LIMITS, longest_s=0.06, patience_s=0.0)
    decoders = Decoders(1, impatient)
    recording = uploaded(store, audio_files.wav(60.0))
    try:
        with pytest.raises(PreparationCrashed):
            SandboxedAudioPreparer(store, decoders.pool, impatient, scratch).prepare(recording)
        patient = SandboxedAudioPreparer(
            store, decoders.pool, replace(impatient, longest_s=3600, patience_s=30), scratch
        )
        assert patient.prepare(recording).duration_s == pytest.approx(60.0)
    finally:
        decoders.stop(5)
    assert list(scratch.iterdir()) == []


def test_the_folder_of_a_job_that_was_killed_is_swept(
    preparer: SandboxedAudioPreparer, scratch: Path
) -> None:
    left = scratch / "rostrum-prepare-left"
    left.mkdir()
    (left / "source").write_bytes(b"audio")
    other = scratch / "somebody-elses"
    other.mkdir()
    assert preparer.sweep_unfinished(older_than_s=3600) == 0
    assert preparer.sweep_unfinished(older_than_s=0) == 1
    assert list(scratch.iterdir()) == [other]


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_no_fault_of_the_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(audio_files.wav(3.0))
    with pytest.raises(Unavailable) as caught:
        decode_file(source, FULL_DEVICE, Container.WAV, LIMITS.longest_s, Trim())
    assert caught.value.code == "scratch_full"
