"""What transcribe has of versions, in memory."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from chassis.errors import Conflict, InvalidInput, NotFound
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.revisions import Found, TranscriptFormat, TranscriptText, WordChange


class MemoryRevisions:
    """Documents by recording, one for each version; a search finds whole clean texts."""

    def __init__(self) -> None:
        self.documents: dict[UUID, list[Mapping[str, object]]] = {}
        self.proofreading: list[UUID] = []

    def begin(self, recording_id: UUID, clean: str) -> None:
        words = [{"id": number, "clean": word} for number, word in enumerate(clean.split(), start=1)]
        first = {"recording_id": str(recording_id), "version": 1, "clean": clean, "words": words}
        self.documents[recording_id] = [first]

    def read(self, recording_id: UUID, version: int) -> Mapping[str, object]:
        known = self._known(recording_id)
        if version > len(known):
            raise NotFound("none", code="transcript_version_not_found")
        return known[version - 1]

    def versions(self, recording_id: UUID) -> Mapping[str, object]:
        entries = [
            {
                "version": document["version"],
                "origin": "recognized" if document["version"] == 1 else "edited",
                "user_id": "",
                "created_at": "2026-11-21T09:30:00Z",
            }
            for document in reversed(self._known(recording_id))
        ]
        return {"versions": entries}

    def raw(self, recording_id: UUID) -> Sequence[Mapping[str, object]]:
        self._known(recording_id)
        return [{"number": 1, "start_s": 0.0, "end_s": 1.0, "answer": {"text": "hello their"}}]

    def edit(self, recording_id: UUID, base: int, changes: Sequence[WordChange]) -> Mapping[str, object]:
        known = self._known(recording_id)
        if base != len(known):
            raise Conflict("newer", code="transcript_changed")
        words = [dict(word) for word in cast(list[dict[str, Any]], known[-1]["words"])]
        for change in changes:
            if change.word_id > len(words):
                raise InvalidInput("no such word", code="invalid_edits")
            words[change.word_id - 1]["clean"] = change.text
        clean = " ".join(word["clean"] for word in words)
        known.append({**known[-1], "version": base + 1, "clean": clean, "words": words})
        return known[-1]

    def proofread(self, recording_id: UUID) -> None:
        self._known(recording_id)
        if recording_id in self.proofreading:
            raise Conflict("running", code="proofreading_running")
        self.proofreading.append(recording_id)

    def export(
        self, recording_id: UUID, form: TranscriptFormat, text: TranscriptText, version: int
    ) -> Document:
        content = f"{form} {text} {self.read(recording_id, version)['clean']}"
        return Document("text/vtt", f"transcript-{recording_id}.{form}", content.encode())

    def search(self, query: str, limit: int, after: str) -> Found:
        ids = sorted(
            known for known, documents in self.documents.items() if query in str(documents[-1]["clean"])
        )
        first = [str(known) for known in ids].index(after) + 1 if after else 0
        page = ids[first : first + limit]
        return Found([self._hit(known) for known in page], str(page[-1]) if first + limit < len(ids) else "")

    def _hit(self, recording_id: UUID) -> dict[str, object]:
        text = self.documents[recording_id][-1]["clean"]
        times = {"start_s": 0.0, "end_s": 1.0}
        return {"recording_id": str(recording_id), "segment_id": 1, "text": text, "word_ids": [1], **times}

    def _known(self, recording_id: UUID) -> list[Mapping[str, object]]:
        if recording_id not in self.documents:
            raise NotFound("none", code="transcript_not_found")
        return self.documents[recording_id]


class MemoryPrompts:
    """Has a first version of each kind."""

    def __init__(self) -> None:
        self.stored = [self._made(kind, 1, "The first.") for kind in ("proofreading", "transcription")]
        self.active = {"proofreading": 1, "transcription": 1}

    def listed(self, kind: str) -> Sequence[Mapping[str, object]]:
        found = [prompt for prompt in self.stored if kind in ("", prompt["kind"])]
        return [
            self._shown(prompt) for prompt in sorted(found, key=lambda one: (one["kind"], -one["version"]))
        ]

    def create(self, kind: str, text: str) -> Mapping[str, object]:
        self.stored.append(self._made(kind, len(self.listed(kind)) + 1, text))
        return self._shown(self.stored[-1])

    def activate(self, kind: str, version: int) -> Mapping[str, object]:
        for prompt in self.stored:
            if (prompt["kind"], prompt["version"]) == (kind, version):
                self.active[kind] = version
                return self._shown(prompt)
        raise NotFound("none", code="prompt_not_found")

    def _made(self, kind: str, version: int, text: str) -> dict[str, Any]:
        return {"kind": kind, "version": version, "text": text, "created_at": "2026-11-21T09:30:00Z"}

    def _shown(self, prompt: dict[str, Any]) -> dict[str, object]:
        return prompt | {"active": self.active[prompt["kind"]] == prompt["version"]}
