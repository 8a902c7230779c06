"""A client listens to a recording."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.containers import MEDIA_TYPES
from services.ingest.domain.recording import Recording


@dataclass(frozen=True)
class Audio:
    """The upload as it came in, before any byte of it is read."""

    recording: Recording
    media_type: str
    size: int

    @property
    def filename(self) -> str:
        return f"{self.recording.id}.{self.recording.upload.container.value}"


class ReadAudio:
    """The original audio, whole or a range of its bytes; its type is what was found, not what was said."""

    def __init__(self, get: GetRecording, blobs: Blobs) -> None:
        self._get = get
        self._blobs = blobs

    def describe(self, tenant_id: UUID, recording_id: UUID) -> Audio:
        recording = self._get(tenant_id, recording_id)
        upload = recording.upload
        return Audio(recording, MEDIA_TYPES[upload.container], upload.size_bytes)

    def read(self, audio: Audio, start: int, length: int) -> Iterator[bytes]:
        return self._blobs.read(audio.recording.upload.key, start, length)
