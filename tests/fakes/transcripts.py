"""What transcribe has of recordings, in memory."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.languages import SpokenLanguage
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.transcripts import Piece


class MemoryTranscripts:
    """Has what is put into it, for one tenant's recording each; `failure` is raised instead."""

    def __init__(self) -> None:
        self.transcripts: dict[tuple[UUID, UUID], Mapping[str, object]] = {}
        self.recognised: dict[tuple[UUID, UUID], list[Piece]] = {}
        self.failure: Exception | None = None

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Mapping[str, object]:
        if self.failure is not None:
            raise self.failure
        found = self.transcripts.get((tenant_id, recording_id))
        if found is None:
            raise NotFound("none")
        return found

    def document(self, tenant_id: UUID, recording_id: UUID, kind: str) -> Document:
        text = self.transcript(tenant_id, recording_id)["clean"]
        return Document("text/plain", f"transcript.{kind}", f"{kind}: {text}".encode())

    def pieces(self, tenant_id: UUID, recording_id: UUID, after: int) -> Sequence[Piece]:
        known = self.recognised.get((tenant_id, recording_id), [])
        return [piece for piece in known if piece.number > after]


class MemoryLanguages:
    """Hears the language that it is told; `failure` is raised instead."""

    def __init__(self) -> None:
        self.language = SpokenLanguage("en", 0.9)
        self.failure: Exception | None = None
        self.heard: list[str] = []

    def detect(self, audio_key: str) -> SpokenLanguage:
        self.heard.append(audio_key)
        if self.failure is not None:
            raise self.failure
        return self.language
