"""The fields of a recording as clients send them; all are text, and the domain says what of it is right."""

from typing import Annotated

from pydantic import Field
from pydantic.config import JsonDict

from chassis.web import Body, Query
from services.ingest.domain.brief import MAX_JOB_ROLE_CHARS, MAX_QUESTION_CHARS
from services.ingest.domain.submission import ANALYSES, MAX_REFERENCE_CHARS, MAX_TITLE_CHARS, Profile
from services.ingest.domain.transcription import MAX_PROMPT_CHARS, Task

_TRUTH: JsonDict = {"enum": ["", "true", "false"]}

_Title = Annotated[str, Field(max_length=MAX_TITLE_CHARS, description="What to call it.")]
_Language = Annotated[
    str,
    Field(
        description="BCP 47, one that an engine knows (422 names them); `auto`: the engine tells.",
        examples=["en"],
    ),
]
_Reference = Annotated[
    str, Field(max_length=MAX_REFERENCE_CHARS, description="The text that is read, where one is read.")
]
_ProfileName = Annotated[
    str,
    Field(
        description="Which bands to use; empty: `reading` with a text that is read, else `presentation`.",
        json_schema_extra={"enum": ["", *Profile]},
    ),
]
_Analyses = Annotated[
    str,
    Field(
        description=(
            f"Some of {', '.join(ANALYSES)}, separated by commas; empty: all that fit the recording, but "
            "`inclusive`, which runs only where it is named."
        )
    ),
]
_Engine = Annotated[str, Field(description="The engine that transcribes; empty: the platform chooses.")]
_Model = Annotated[str, Field(description="The engine's model; empty: the platform chooses.")]
_Prompt = Annotated[
    str,
    Field(
        max_length=MAX_PROMPT_CHARS,
        description="Words to expect, names above all, for engines that take a hint.",
    ),
]
_TaskName = Annotated[
    str,
    Field(
        description="`translate` into English, where the engine can; `transcribe` or empty: as spoken.",
        json_schema_extra={"enum": ["", *Task]},
    ),
]
_Speakers = Annotated[
    str, Field(description="`true`: tell speakers apart, where the engine can.", json_schema_extra=_TRUTH)
]
_TranscriptOnly = Annotated[
    str,
    Field(description="`true`: the transcript alone, no analysis and no report.", json_schema_extra=_TRUTH),
]
_Start = Annotated[
    str,
    Field(
        description="Where in the audio the work begins: seconds or hh:mm:ss; times of results count from it."
    ),
]
_End = Annotated[str, Field(description="Where the work ends: seconds or hh:mm:ss; empty: at the end.")]

_Question = Annotated[
    str, Field(max_length=MAX_QUESTION_CHARS, description="What the speech answers, where it answers.")
]
_JobRole = Annotated[str, Field(max_length=MAX_JOB_ROLE_CHARS, description="The job that is talked about.")]
_Skills = Annotated[str, Field(description="Skills of the speaker's résumé, separated by commas.")]
_KeyPoints = Annotated[str, Field(description="What a good answer mentions, one point a line.")]


class RecordingFields(Query):
    """The fields of a recording, beside a raw body."""

    title: _Title | None = None
    language: _Language | None = None
    reference_text: _Reference | None = None
    profile: _ProfileName | None = None
    analyses: _Analyses | None = None
    engine: _Engine | None = None
    model: _Model | None = None
    prompt: _Prompt | None = None
    task: _TaskName | None = None
    speakers: _Speakers | None = None
    transcript_only: _TranscriptOnly | None = None
    start: _Start | None = None
    end: _End | None = None
    question: _Question | None = None
    job_role: _JobRole | None = None
    skills: _Skills | None = None
    key_points: _KeyPoints | None = None


class RecordingForm(Body):
    """A recording as a form: the audio and its fields, in any order."""

    file: bytes = Field(description="The audio: WAV, MP3, M4A or MP4, FLAC, Ogg (Opus or Vorbis), WebM.")
    title: _Title = ""
    language: _Language = "en"
    reference_text: _Reference = ""
    profile: _ProfileName = ""
    analyses: _Analyses = ""
    engine: _Engine = ""
    model: _Model = ""
    prompt: _Prompt = ""
    task: _TaskName = ""
    speakers: _Speakers = ""
    transcript_only: _TranscriptOnly = ""
    start: _Start = ""
    end: _End = ""
    question: _Question = ""
    job_role: _JobRole = ""
    skills: _Skills = ""
    key_points: _KeyPoints = ""
