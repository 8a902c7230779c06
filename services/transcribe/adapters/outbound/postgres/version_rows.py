"""A version of a transcript as it is stored, with what makes the newest one findable."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.transcribe.adapters.outbound.postgres.tables import segments, transcripts
from services.transcribe.adapters.outbound.postgres.transcript_json import row_of
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import KEPT

_CONFIGURATIONS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


def configuration(language: str) -> str:
    """PostgreSQL's text search configuration for a BCP 47 tag; without one, words are taken as they are."""
    return _CONFIGURATIONS.get(language.partition("-")[0].lower(), "simple")


def add_version(connection: sa.Connection, transcript: Transcript) -> bool:
    """Stores the newest version, in the caller's transaction; False where another has its number."""
    row = insert(transcripts).values(row_of(transcript)).on_conflict_do_nothing()
    number = connection.execute(row.returning(transcripts.c.version)).scalar_one_or_none()
    if number is None:
        return False
    connection.execute(
        transcripts.delete().where(
            *_of(transcripts, transcript.tenant_id, transcript.recording_id),
            transcripts.c.version > 1,
            transcripts.c.version <= number - KEPT,
        )
    )
    connection.execute(segments.delete().where(*_of(segments, transcript.tenant_id, transcript.recording_id)))
    if rows := list(_segment_rows(transcript)):
        connection.execute(segments.insert(), rows)
    return True


def _segment_rows(transcript: Transcript) -> Iterator[dict[str, object]]:
    """`word_ids` says of each token of the text, in order, which word it belongs to."""
    words = transcript.content.words
    places = {word.id: place for place, word in enumerate(words)}
    for segment in transcript.content.segments:
        inside = words[places[segment.first_word_id] : places[segment.last_word_id] + 1]
        tokens = [(word.id, token) for word in inside for token in word.clean.split()]
        if tokens:
            yield {
                "tenant_id": transcript.tenant_id,
                "recording_id": transcript.recording_id,
                "segment_id": segment.id,
                "start_s": segment.span.start_s,
                "end_s": segment.span.end_s,
                "text": " ".join(token for _, token in tokens),
                "word_ids": [word_id for word_id, _ in tokens],
                "language": configuration(transcript.language),
            }


def _of(table: sa.Table, tenant_id: UUID, recording_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.tenant_id == tenant_id, table.c.recording_id == recording_id
