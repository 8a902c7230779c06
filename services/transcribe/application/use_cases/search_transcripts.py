"""Find words in all transcripts of a tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Fault, InvalidInput
from services.transcribe.application.ports.versions import TranscriptSearch
from services.transcribe.domain.search import MAX_HITS, MAX_QUERY_CHARS, Hit, Position


@dataclass(frozen=True)
class SearchTranscripts:
    """Business rules:

    - Only newest versions are searched, so that what was corrected is found as it is now.
    - Words are found in their inflected forms, by the rules of the transcript's language.
    - A query of nothing but words that every text has ("the") finds nothing.
    """

    search: TranscriptSearch

    def __call__(
        self, tenant_id: UUID, query: str, limit: int, after: Position | None
    ) -> tuple[Sequence[Hit], Position | None]:
        """The hits, and where to go on; raises `InvalidInput`."""
        if not query.strip() or len(query) > MAX_QUERY_CHARS:
            told = f"is 1 to {MAX_QUERY_CHARS} characters long."
            raise InvalidInput(f"`query` {told}", code="invalid_query", faults=[Fault("/query", told)])
        wanted = max(1, min(limit, MAX_HITS))
        found = self.search.find(tenant_id, query, wanted + 1, after)
        hits = found[:wanted]
        return hits, hits[-1].position if len(found) > wanted else None
