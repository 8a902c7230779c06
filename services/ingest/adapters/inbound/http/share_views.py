"""What is sent and answered about shares, as JSON."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.web import Body, PageQuery, View
from services.ingest.application.use_cases.list_shared import Learner
from services.ingest.application.use_cases.open_shared import Opened
from services.ingest.application.use_cases.share_recordings import ShareWish, ShownShare
from services.ingest.domain.recording import Status
from services.ingest.domain.submission import Profile

_NEXT = "Where the next page begins; null on the last."
SHARED = "/v1/shared/recordings"


class NewShare(Body):
    """A coach of an organisation that both of you belong to: `GET /v1/coaches` lists them."""

    coach_id: UUID
    organisation_id: UUID

    def wish(self, recording_id: UUID | None = None) -> ShareWish:
        return ShareWish(self.coach_id, self.organisation_id, recording_id)


class ShareQuery(PageQuery):
    """Which page of the shares."""


class ShareView(View):
    """What a coach may read of yours, and when they last did."""

    id: UUID
    coach_id: UUID
    coach_name: str | None = Field(description="As they call themselves; null where the share has ended.")
    organisation_id: UUID
    recording_id: UUID | None = Field(description="null: all your recordings, present and future.")
    active: bool = Field(
        description="False once you or the coach have left or changed roles; it then opens nothing, for good."
    )
    granted_at: datetime
    last_seen_at: datetime | None = Field(description="When the coach last opened something under it.")

    @classmethod
    def of(cls, shown: ShownShare) -> "ShareView":
        share, bond = shown.share, shown.bond
        return cls(
            id=share.id,
            coach_id=share.coach_id,
            coach_name=bond.name if bond else None,
            organisation_id=share.organisation_id,
            recording_id=share.recording_id,
            active=bond is not None,
            granted_at=share.granted_at,
            last_seen_at=share.last_seen_at,
        )


class SharePageView(View):
    """Shares, the newest first."""

    items: list[ShareView]
    next_cursor: str | None = Field(description=_NEXT)


class LearnerQuery(PageQuery):
    """Which page of the learners."""


class LearnerView(View):
    """Somebody who shares recordings with you."""

    id: UUID
    name: str = Field(description="As they call themselves; may be empty.")
    organisation_id: UUID
    organisation_name: str
    shares_all: bool = Field(description="All recordings, present and future; else single ones.")

    @classmethod
    def of(cls, learner: Learner) -> "LearnerView":
        return cls(
            id=learner.person.user_id,
            name=learner.bond.name,
            organisation_id=learner.bond.organisation_id,
            organisation_name=learner.bond.organisation_name,
            shares_all=learner.recording_ids is None,
        )


class LearnerPageView(View):
    """Learners, in no order that means something."""

    items: list[LearnerView]
    next_cursor: str | None = Field(description=_NEXT)


class SharedQuery(PageQuery):
    """Which of the recordings that learners share with you."""

    learner_id: UUID | None = Field(default=None, description="Those of this learner only.")


class SharedLinksView(View):
    """Where to go from here."""

    self: str
    audio: str
    transcript: str
    analysis: str | None = Field(description="Null where the transcript alone was wanted, as is `report`.")
    report: str | None


class SharedRecordingView(View):
    """A learner's recording."""

    id: UUID
    learner_id: UUID
    learner_name: str
    title: str
    language: str
    profile: Profile
    question: str = Field(description="What the speech is to answer; empty: nothing in particular.")
    status: Status
    duration_s: float | None
    created_at: datetime
    updated_at: datetime
    links: SharedLinksView

    @classmethod
    def of(cls, opened: Opened) -> "SharedRecordingView":
        recording, submission = opened.recording, opened.recording.submission
        return cls(
            id=recording.id,
            learner_id=opened.bond.person_id,
            learner_name=opened.bond.name,
            title=submission.title,
            language=submission.language,
            profile=submission.profile,
            question=submission.brief.question,
            status=recording.status,
            duration_s=recording.audio.duration_s if recording.audio else None,
            created_at=recording.created_at,
            updated_at=recording.updated_at,
            links=_links(recording.id, reported=not submission.transcription.transcript_only),
        )


class SharedPageView(View):
    """Learners' recordings, the newest first."""

    items: list[SharedRecordingView]
    next_cursor: str | None = Field(description=_NEXT)


def _links(recording_id: UUID, *, reported: bool) -> SharedLinksView:
    own = f"{SHARED}/{recording_id}"
    return SharedLinksView(
        self=own,
        audio=f"{own}/audio",
        transcript=f"{own}/transcript",
        analysis=f"{own}/analysis" if reported else None,
        report=f"{own}/report" if reported else None,
    )
