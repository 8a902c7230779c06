"""The body of an upload, raw or multipart, as audio that is read once and fields that come with it.

Nothing is spooled: a part of a form is handed on while it arrives (werkzeug would write it to TMPDIR first).
"""

from collections.abc import Iterator, Mapping, Sequence

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from chassis.errors import Malformed, TooLarge
from services.ingest.domain.errors import invalid_field, missing_audio

AUDIO_PART = "file"
"""What most clients call it."""
MAX_PARTS = 20
_MAX_FIELD_BYTES = 128 * 1024
"""More than the longest field has in UTF-8; it is said in characters where it is checked."""
_MAX_BOUNDARY_CHARS = 200


class UploadBody:
    """`audio` is iterated once, to its end; `fields` then has them all, and before that what came first.

    `part` is the name of the audio's part in a form; `complete` says that the form has ended.
    """

    def __init__(
        self,
        chunks: Iterator[bytes],
        fields: Mapping[str, str],
        media_type: str,
        boundary: str | None,
        part: str = AUDIO_PART,
    ) -> None:
        self.complete = False
        self._chunks = chunks
        self._fields: dict[str, list[str]] = {name: [value] for name, value in fields.items()}
        self._media_type = media_type
        self._boundary = boundary
        self._name_of_part = part

    def fields(self) -> Mapping[str, Sequence[str]]:
        return self._fields

    def audio(self) -> Iterator[bytes]:
        if self._media_type != "multipart/form-data":
            return self._chunks
        return self._part()

    def _part(self) -> Iterator[bytes]:
        """The audio part's bytes; reads on to the end of the form for the fields behind it."""
        form = _Form(self._fields, self._name_of_part)
        try:
            with self._parser() as parser:
                for chunk in self._chunks:
                    for event in parser.parse(chunk):
                        yield from form.take(event)
                    if parser.closed:
                        break
        except ParserLimitReached:
            raise TooLarge("The form has too many parts, or a part with too long a head.") from None
        except MultipartError:
            raise Malformed("The body is no complete multipart/form-data.", code="malformed_form") from None
        if not form.has_audio:
            raise missing_audio(self._name_of_part)
        self.complete = True

    def _parser(self) -> PushMultipartParser:
        if not self._boundary or len(self._boundary) > _MAX_BOUNDARY_CHARS:
            raise Malformed(
                "multipart/form-data needs a boundary of reasonable length.", code="malformed_form"
            )
        return PushMultipartParser(self._boundary, max_segment_count=MAX_PARTS, strict=True)


class _Form:
    """Sorts the parts: the audio is passed on, the fields are kept."""

    def __init__(self, fields: dict[str, list[str]], audio_part: str) -> None:
        self.has_audio = False
        self._audio_part = audio_part
        self._fields = fields
        self._name = ""
        self._value = bytearray()

    def take(self, event: MultipartSegment | bytearray | bytes | None) -> Iterator[bytes]:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif self._name == self._audio_part:
            yield bytes(event)
        else:
            self._collect(event)

    def _begin(self, segment: MultipartSegment) -> None:
        self._name = segment.name or ""
        self._value.clear()
        if self._name != self._audio_part:
            return
        if self.has_audio:
            raise invalid_field(self._audio_part, "is given more than once; send one recording at a time.")
        self.has_audio = True

    def _collect(self, content: bytearray | bytes) -> None:
        self._value += content
        if len(self._value) > _MAX_FIELD_BYTES:
            raise TooLarge(f"The field {self._name[:64]!r} has more than {_MAX_FIELD_BYTES} bytes.")

    def _end(self) -> None:
        if self._name == self._audio_part:
            return
        try:
            value = self._value.decode()
        except UnicodeDecodeError:
            raise Malformed(f"The field {self._name[:64]!r} is not UTF-8.") from None
        self._fields.setdefault(self._name, []).append(value)
