"""A client searches the transcripts of its recordings."""

from services.ingest.application.ports.revisions import Found, Revisions


class SearchTranscripts:
    """Only the caller's own; in the newest version of each."""

    def __init__(self, revisions: Revisions) -> None:
        self._revisions = revisions

    def __call__(self, query: str, limit: int, after: str) -> Found:
        return self._revisions.search(query, limit, after)
