"""Versions of transcripts and the search in them, in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.transcribe.domain.audio import Span
from services.transcribe.domain.edits import spoken_form
from services.transcribe.domain.raw_answers import RawAnswer
from services.transcribe.domain.search import Hit, Position
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import KEPT, VersionEntry, changed_meanwhile, no_transcript

Key = tuple[UUID, UUID]


@dataclass
class FakeVersions:
    """`begin` stores the recognised version, as a finished job does."""

    stored: dict[Key, dict[int, Transcript]] = field(default_factory=dict)
    announced: list[Transcript] = field(default_factory=list)
    erased: set[UUID] = field(default_factory=set)

    def begin(self, transcript: Transcript) -> None:
        self.stored[transcript.tenant_id, transcript.recording_id] = {1: transcript}

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = 0) -> Transcript | None:
        versions = self.stored.get((tenant_id, recording_id), {})
        return versions.get(version or max(versions, default=0))

    def entries(self, tenant_id: UUID, recording_id: UUID) -> Sequence[VersionEntry]:
        versions = self.stored.get((tenant_id, recording_id), {})
        return [_entry(versions[number]) for number in sorted(versions, reverse=True)]

    def add(self, transcript: Transcript) -> None:
        if transcript.recording_id in self.erased:
            raise no_transcript()
        versions = self.stored[transcript.tenant_id, transcript.recording_id]
        number = transcript.version.number
        if number in versions:
            raise changed_meanwhile()
        versions[number] = transcript
        for old in [old for old in versions if 1 < old <= number - KEPT]:
            del versions[old]
        self.announced.append(transcript)

    def erase(self, tenant_id: UUID, recording_id: UUID) -> None:
        self.erased.add(recording_id)
        self.stored.pop((tenant_id, recording_id), None)


@dataclass
class FakeSearch:
    """Finds words by their first four letters: a poor man's inflection."""

    versions: FakeVersions

    def find(self, tenant_id: UUID, query: str, limit: int, after: Position | None = None) -> Sequence[Hit]:
        hits = [
            hit for hit in self._hits(tenant_id, query) if after is None or _key(hit.position) > _key(after)
        ]
        return sorted(hits, key=lambda hit: _key(hit.position))[:limit]

    def _hits(self, tenant_id: UUID, query: str) -> Iterator[Hit]:
        asked = {_stem(word) for word in query.split()}
        for (owner, recording_id), versions in self.versions.stored.items():
            content = versions[max(versions)].content
            for segment in content.segments if owner == tenant_id else ():
                places = {word.id: place for place, word in enumerate(content.words)}
                words = content.words[places[segment.first_word_id] : places[segment.last_word_id] + 1]
                found = [word for word in words if _stem(word.clean) in asked]
                if asked <= {_stem(word.clean) for word in found}:
                    ids = tuple(word.id for word in found)
                    yield Hit(recording_id, segment.id, segment.span, segment.text, ids)


def _stem(word: str) -> str:
    return spoken_form(word)[:4]


def _key(position: Position) -> tuple[int, int]:
    return -position.recording_id.int, position.segment_id


def _entry(transcript: Transcript) -> VersionEntry:
    version = transcript.version
    return VersionEntry(version.number, version.origin, version.user_id, transcript.created_at)


@dataclass
class FakeRawAnswers:
    """Has one answer for every transcript that is there."""

    versions: FakeVersions

    def of(self, tenant_id: UUID, recording_id: UUID) -> Sequence[RawAnswer]:
        known = (tenant_id, recording_id) in self.versions.stored
        return [RawAnswer(1, Span(0.0, 1.0), {"text": "hello their"})] if known else []
