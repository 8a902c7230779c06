"""Transcripts: their versions, corrections and files, and search in all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, cast

from rostrum_client.paging import every_item
from rostrum_client.transport import Call, Transport, json_of

TranscriptFormat = Literal["txt", "md", "srt", "vtt", "tsv", "json"]
TranscriptText = Literal["clean", "verbatim"]
FORMATS: tuple[TranscriptFormat, ...] = ("txt", "md", "srt", "vtt", "tsv", "json")
TEXTS: tuple[TranscriptText, ...] = ("clean", "verbatim")


class WordEdit(TypedDict):
    """`replace` gives a word another text, an empty one deletes it; `insert` adds a word behind it."""

    word_id: int
    action: Literal["replace", "insert"]
    text: str


@dataclass(frozen=True)
class Hit:
    """A part of a transcript in which the words occur."""

    recording_id: str
    segment_id: int
    start_s: float
    end_s: float
    text: str
    word_ids: tuple[int, ...]


class Transcripts:
    """Those of one user; `RostrumClient.transcripts` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def read(self, recording_id: str, *, version: int | None = None) -> dict[str, object]:
        """The words with their times, verbatim and clean; the newest version unless another is asked for."""
        return json_of(self._transport.send(Call("GET", _path(recording_id), params=_version(version))))

    def file(
        self,
        recording_id: str,
        form: TranscriptFormat,
        *,
        text: TranscriptText = "clean",
        version: int | None = None,
    ) -> bytes:
        """The transcript as plain text, Markdown, subtitles or a table."""
        params = {"format": form, "text": text} | _version(version)
        return self._transport.send(Call("GET", _path(recording_id), params=params)).content

    def versions(self, recording_id: str) -> dict[str, object]:
        """`versions`, the newest first, and `proofreading` where it was asked for."""
        return json_of(self._transport.send(Call("GET", f"{_path(recording_id)}/versions")))

    def edit(
        self, recording_id: str, edits: Sequence[WordEdit], *, version: int | None = None
    ) -> dict[str, object]:
        """The new version. Raises Conflict where `version`, the one that was read, is not the newest."""
        call = Call(
            "PATCH",
            _path(recording_id),
            headers={"If-Match": f'"v{version}"'} if version else {},
            body=lambda: {"json": {"edits": list(edits)}},
        )
        return json_of(self._transport.send(call))

    def proofread(self, recording_id: str) -> None:
        """Has a text model correct it; `versions` tells how that stands."""
        self._transport.send(Call("POST", f"{_path(recording_id)}/proofread"))

    def search(self, query: str) -> Iterator[Hit]:
        """Where the words occur in your transcripts, page by page; the newest recording first."""
        return map(_hit, every_item(self._transport, "/v1/transcripts", {"query": query}))


def _path(recording_id: str) -> str:
    return f"/v1/recordings/{recording_id}/transcript"


def _version(version: int | None) -> dict[str, str]:
    return {} if version is None else {"version": str(version)}


def _hit(item: Mapping[str, object]) -> Hit:
    return Hit(
        recording_id=str(item["recording_id"]),
        segment_id=cast(int, item["segment_id"]),
        start_s=cast(float, item["start_s"]),
        end_s=cast(float, item["end_s"]),
        text=str(item["text"]),
        word_ids=tuple(cast(list[int], item["word_ids"])),
    )
