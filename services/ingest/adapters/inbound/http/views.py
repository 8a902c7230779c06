"""What goes out as JSON about recordings."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from chassis.web import PageQuery, View
from services.ingest.domain.recording import Problem, Recording, Stage, Status
from services.ingest.domain.submission import Profile
from services.ingest.domain.transcription import Task

_EXAMPLE_ID = "019a9f3c-2b1e-7c44-9d05-6f2d1f0c9a11"
_EXAMPLE: JsonDict = {
    "id": _EXAMPLE_ID,
    "title": "Stand-up, Friday",
    "language": "en",
    "profile": "presentation",
    "analyses": [],
    "engine": "",
    "model": "",
    "prompt": "",
    "task": "transcribe",
    "speakers": False,
    "transcript_only": False,
    "start_s": 0.0,
    "end_s": None,
    "question": "",
    "job_role": "",
    "skills": [],
    "key_points": [],
    "status": "prepared",
    "progress": {
        "stage": "transcribe",
        "stage_index": 2,
        "stage_count": 4,
        "fraction": 0.35,
        "audio_seconds_done": 21.0,
        "audio_seconds_total": 60.0,
    },
    "duration_s": 60.0,
    "size_bytes": 1_920_044,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "problem": None,
    "created_at": "2026-11-21T09:30:00Z",
    "updated_at": "2026-11-21T09:30:04Z",
    "links": {
        "self": f"/v1/recordings/{_EXAMPLE_ID}",
        "audio": f"/v1/recordings/{_EXAMPLE_ID}/audio",
        "events": f"/v1/recordings/{_EXAMPLE_ID}/events",
        "transcript": f"/v1/recordings/{_EXAMPLE_ID}/transcript",
        "analysis": f"/v1/recordings/{_EXAMPLE_ID}/analysis",
        "report": f"/v1/recordings/{_EXAMPLE_ID}/report",
        "cancel": f"/v1/recordings/{_EXAMPLE_ID}/cancel",
    },
}


class RecordingListQuery(PageQuery):
    """Which page of the recordings."""


class ProgressView(View):
    """How far the work is."""

    stage: Stage = Field(description="What is being done, or was done last.")
    stage_index: int = Field(ge=1, description="Its place among the stages, from 1.")
    stage_count: int
    fraction: float = Field(ge=0, le=1, description="Share of the stage that is done.")
    audio_seconds_done: float = Field(ge=0, description="Seconds of audio that are transcribed.")
    audio_seconds_total: float | None = Field(description="Seconds of audio in all, once they are known.")


class RecordingProblemView(View):
    """Why the recording failed: an RFC 9457 document without the request's own fields."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class LinksView(View):
    """Where to go from here."""

    self: str
    audio: str
    events: str
    transcript: str
    analysis: str | None = Field(description="Null where the transcript alone is wanted, as is `report`.")
    report: str | None
    cancel: str


class RecordingView(View):
    """A recording and the state of the work on it."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    title: str
    language: str
    profile: Profile
    analyses: list[str] = Field(description="The analyses that were asked for; empty means all.")
    engine: str = Field(description="The engine that was asked for; empty: any.")
    model: str = Field(description="The engine's model that was asked for; empty: any.")
    prompt: str = Field(description="The words that were to be expected.")
    task: Task
    speakers: bool = Field(description="Whether speakers are to be told apart.")
    transcript_only: bool = Field(description="Whether neither an analysis nor a report is wanted.")
    start_s: float = Field(description="Where in the upload the work begins; times of results count from it.")
    end_s: float | None = Field(description="Where in the upload the work ends; null: where it ends.")
    question: str = Field(description="What the speech is to answer; empty: nothing in particular.")
    job_role: str
    skills: list[str] = Field(description="Of the speaker's résumé.")
    key_points: list[str] = Field(description="What a good answer mentions.")
    status: Status
    progress: ProgressView
    duration_s: float | None = Field(description="Seconds of audio that are worked on, once it is decoded.")
    size_bytes: int = Field(description="Of the upload.")
    sha256: str = Field(description="Of the upload, hexadecimal.")
    problem: RecordingProblemView | None = Field(description="Where the status is `failed`.")
    created_at: datetime
    updated_at: datetime
    links: LinksView


class RecordingPage(View):
    """Recordings, the newest first."""

    items: list[RecordingView]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last.")


def recording_path(recording_id: UUID) -> str:
    return f"/v1/recordings/{recording_id}"


def recording_view(recording: Recording) -> RecordingView:
    submission, wish = recording.submission, recording.submission.transcription
    return RecordingView(
        id=recording.id,
        title=submission.title,
        language=submission.language,
        profile=submission.profile,
        analyses=list(submission.analyses),
        engine=wish.engine,
        model=wish.model,
        prompt=wish.prompt,
        task=wish.task,
        speakers=wish.speakers,
        transcript_only=wish.transcript_only,
        start_s=submission.trim.start_s,
        end_s=submission.trim.end_s,
        question=submission.brief.question,
        job_role=submission.brief.job_role,
        skills=list(submission.brief.skills),
        key_points=list(submission.brief.key_points),
        status=recording.status,
        progress=_progress(recording),
        duration_s=recording.audio.duration_s if recording.audio else None,
        size_bytes=recording.upload.size_bytes,
        sha256=recording.upload.sha256,
        problem=_problem(recording.problem) if recording.problem else None,
        created_at=recording.created_at,
        updated_at=recording.updated_at,
        links=_links(recording),
    )


def recording_tag(recording: Recording) -> str:
    """Of its representation: every change that clients can see has a version of its own."""
    return f"v{recording.version}"


def _progress(recording: Recording) -> ProgressView:
    stages = recording.stages
    return ProgressView(
        stage=recording.stage,
        stage_index=stages.index(recording.stage) + 1,
        stage_count=len(stages),
        fraction=recording.fraction,
        audio_seconds_done=recording.audio_done_s,
        audio_seconds_total=recording.audio.duration_s if recording.audio else None,
    )


def _problem(problem: Problem) -> RecordingProblemView:
    return RecordingProblemView(
        type=problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
    )


def _links(recording: Recording) -> LinksView:
    own, reported = recording_path(recording.id), not recording.submission.transcription.transcript_only
    return LinksView(
        self=own,
        audio=f"{own}/audio",
        events=f"{own}/events",
        transcript=f"{own}/transcript",
        analysis=f"{own}/analysis" if reported else None,
        report=f"{own}/report" if reported else None,
        cancel=f"{own}/cancel",
    )
