"""What comes in and goes out about versions of transcripts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from chassis.web import Body, PageQuery, Query, View, WholeNumber
from services.ingest.adapters.inbound.http.result_views import ProblemSummaryView
from services.ingest.application.ports.revisions import TranscriptFormat, TranscriptText

LARGEST = 2**31 - 1
MAX_EDITS = 1_000


class TranscriptQuery(Query):
    """Which version, and as what."""

    version: WholeNumber | None = Field(default=None, ge=1, description="By default the newest.")
    format: TranscriptFormat | None = Field(
        default=None, description="A file to take away; without it everything that is known, as JSON."
    )
    text: TranscriptText = Field(
        default=TranscriptText.CLEAN, description="Of a file: `verbatim` has the hesitations and repetitions."
    )


class WordEditBody(Body):
    """One change of one word."""

    word_id: int = Field(ge=0, le=LARGEST, description="0 with `insert`: before the first word.")
    action: Literal["replace", "insert"] = Field(
        description="`replace` gives the word another text, an empty one deletes it; `insert` adds behind it."
    )
    text: str = Field(max_length=100, description="One word as it is written, with its punctuation.")


class TranscriptEdits(Body):
    """Changes that make one new version together, or none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "edits": [
                        {"word_id": 7, "action": "replace", "text": "sea."},
                        {"word_id": 7, "action": "insert", "text": "Then"},
                        {"word_id": 12, "action": "replace", "text": ""},
                    ]
                }
            ]
        }
    )

    edits: list[WordEditBody] = Field(min_length=1, max_length=MAX_EDITS)


class VersionView(View):
    version: int
    origin: str = Field(description="`recognized`, `proofread` or `edited`.")
    user_id: str = Field(description="Who edited it; empty for what a machine made.")
    created_at: datetime


class ProofreadingStateView(View):
    status: str = Field(description="`running`, `completed` or `failed`.")
    problem: ProblemSummaryView | None = None


class VersionListView(View):
    """The versions of a transcript, the newest first."""

    versions: list[VersionView]
    proofreading: ProofreadingStateView | None = None


class RawAnswerView(View):
    """An engine's answer about one piece of the recording."""

    number: int
    start_s: float
    end_s: float
    answer: dict[str, JsonValue] = Field(description="As the engine gave it, its own times included.")


class RawAnswersView(View):
    """In the order of time."""

    items: list[RawAnswerView]


class TranscriptSearchQuery(PageQuery):
    """What to look for."""

    query: str = Field(
        min_length=1,
        max_length=200,
        description='Words that all must occur; "a phrase", `or` and `-without` work as in search engines.',
    )


class SearchHitView(View):
    """A part of a transcript in which the words occur."""

    recording_id: UUID
    segment_id: int
    start_s: float
    end_s: float
    text: str
    word_ids: list[int] = Field(description="The words that match.")


class SearchPage(View):
    """Hits in the newest recording first, and in the order of time."""

    items: list[SearchHitView]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last.")
