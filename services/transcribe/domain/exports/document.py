"""A transcript in the format that was asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from services.transcribe.domain.exports.passages import TextKind, paragraphs, passages
from services.transcribe.domain.exports.prose import markdown, txt
from services.transcribe.domain.exports.subtitles import srt, vtt
from services.transcribe.domain.exports.tables import compact_json, tsv
from services.transcribe.domain.transcript import Transcript


class Format(StrEnum):
    TXT = "txt"
    MD = "md"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"
    JSON = "json"


MEDIA_TYPES = {
    Format.TXT: "text/plain",
    Format.MD: "text/markdown",
    Format.SRT: "application/x-subrip",
    Format.VTT: "text/vtt",
    Format.TSV: "text/tab-separated-values",
    Format.JSON: "application/json",
}


@dataclass(frozen=True)
class Document:
    """A file, ready to be handed out. Its text is UTF-8."""

    content: bytes
    media_type: str
    file_name: str


def export(transcript: Transcript, form: Format, text: TextKind) -> Document:
    """A transcript without words is a valid file without words."""
    written = _WRITERS[form](transcript, text)
    name = f"transcript-{transcript.recording_id}.{form}"
    return Document(written.encode(), MEDIA_TYPES[form], name)


_WRITERS: dict[Format, Callable[[Transcript, TextKind], str]] = {
    Format.TXT: lambda transcript, text: txt(paragraphs(transcript.content, text)),
    Format.MD: lambda transcript, text: markdown(paragraphs(transcript.content, text)),
    Format.SRT: lambda transcript, text: srt(passages(transcript.content, text)),
    Format.VTT: lambda transcript, text: vtt(passages(transcript.content, text)),
    Format.TSV: lambda transcript, text: tsv(passages(transcript.content, text)),
    Format.JSON: lambda transcript, text: compact_json(transcript, passages(transcript.content, text)),
}
