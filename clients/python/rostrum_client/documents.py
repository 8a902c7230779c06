"""What the server tells about recordings and users; fields that are not known are ignored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypedDict, TypeVar

Format = Literal["json", "markdown"]
"""Of a report."""
ACCEPTED: Mapping[Format, str] = {"json": "application/json", "markdown": "text/markdown"}
FINISHED = frozenset({"completed", "failed", "cancelled"})
STAGES = ("prepare", "transcribe", "analyze", "report")
_STAGE_AFTER = {"received": 0, "prepared": 1, "transcribed": 2, "analyzed": 3, "completed": 4}

Number = TypeVar("Number", int, float)


class RecordingFields(TypedDict, total=False):
    """What may be said about a recording; `reference_text` is the text that was read aloud.

    `prompt` holds words to expect, `task` is transcribe or translate; `start` and `end` (seconds) name the
    part that is worked on, from whose beginning the times of the results count. An answer is judged against
    `question`, `job_role`, `skills` (with commas) and `key_points` (one a line).
    """

    title: str
    language: str
    profile: str
    reference_text: str
    engine: str
    model: str
    prompt: str
    task: str
    speakers: bool
    transcript_only: bool
    start: float | str
    end: float | str
    question: str
    job_role: str
    skills: str
    key_points: str


@dataclass(frozen=True)
class Progress:
    """How far the work is. `fraction` is of the named stage, 0 to 1."""

    stage: str = ""
    stage_index: int = 0
    stage_count: int = len(STAGES)
    fraction: float = 0.0
    audio_seconds_done: float = 0.0
    audio_seconds_total: float = 0.0


@dataclass(frozen=True)
class Recording:
    """One recording and where the work on it stands."""

    id: str
    status: str
    title: str = ""
    language: str = ""
    profile: str = ""
    duration_s: float = 0.0
    size_bytes: int = 0
    created_at: datetime | None = None
    problem: Mapping[str, object] | None = None
    progress: Progress = field(default_factory=Progress)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in FINISHED

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "Recording":
        """From the server's JSON."""
        status = _text(data, "status")
        problem = data.get("problem")
        return cls(
            id=_text(data, "id"),
            status=status,
            title=_text(data, "title"),
            language=_text(data, "language"),
            profile=_text(data, "profile"),
            duration_s=_number(data, "duration_s", 0.0),
            size_bytes=_number(data, "size_bytes", 0),
            created_at=_time(data, "created_at"),
            problem=problem if isinstance(problem, Mapping) else None,
            progress=_progress(data.get("progress"), status),
        )


@dataclass(frozen=True)
class RecordingPage:
    """A part of the list; `next_cursor` leads to the next one, None on the last."""

    items: tuple[Recording, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class User:
    """The account that is logged in."""

    id: str
    email: str
    display_name: str = ""

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "User":
        """From the server's JSON."""
        return cls(_text(data, "id"), _text(data, "email"), _text(data, "display_name"))


def _progress(data: object, status: str) -> Progress:
    """What the server says; without that, the stage follows from the status."""
    index = _STAGE_AFTER.get(status, 0)
    if not isinstance(data, Mapping):
        stage = STAGES[index] if index < len(STAGES) else ""
        return Progress(stage=stage, stage_index=index, fraction=1.0 if status == "completed" else 0.0)
    return Progress(
        stage=_text(data, "stage"),
        stage_index=_number(data, "stage_index", index),
        stage_count=_number(data, "stage_count", len(STAGES)),
        fraction=_number(data, "fraction", 0.0),
        audio_seconds_done=_number(data, "audio_seconds_done", 0.0),
        audio_seconds_total=_number(data, "audio_seconds_total", 0.0),
    )


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _number(data: Mapping[str, object], name: str, default: Number) -> Number:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    return type(default)(value)


def _time(data: Mapping[str, object], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(data, name))
    except ValueError:
        return None
