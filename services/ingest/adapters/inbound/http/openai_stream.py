"""A transcript as OpenAI's server-sent events: bare data, each with its `type`."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from chassis.errors import RostrumError
from chassis.web import ServerEvent
from services.ingest.adapters.inbound.http.openai_answers import Transcript, usage
from services.ingest.adapters.inbound.http.openai_errors import error_view
from services.ingest.application.ports.transcripts import Piece
from services.ingest.application.use_cases.follow_words import WordsFollowing
from services.ingest.domain.errors import still_at_work
from services.ingest.domain.recording import Recording

Finish = Callable[[Recording], Transcript]
"""The transcript of a recording that has ended, or the problem that ended it."""


class TranscriptEvents:
    """`transcript.text.delta` for each piece, in order, and `transcript.text.done`, or one `error`."""

    def __init__(self, words: WordsFollowing, recording: Recording, finish: Finish, wait_s: float) -> None:
        self._words = words
        self._recording = recording
        self._finish = finish
        self._until = monotonic() + wait_s
        self._waiting: deque[ServerEvent] = deque()
        self._begun = False

    def next(self, timeout_s: float) -> ServerEvent | None:
        if not self._waiting:
            self._look(timeout_s)
        return self._waiting.popleft() if self._waiting else None

    def close(self) -> None:
        self._words.close()

    def _look(self, timeout_s: float) -> None:
        try:
            pieces, ended = self._words.next(timeout_s)
            self._waiting.extend(self._delta(piece) for piece in pieces)
            if ended is not None:
                self._waiting.append(_done(self._finish(ended)))
            elif monotonic() > self._until:
                raise still_at_work(self._recording.id, repeatable=False)
        except RostrumError as error:
            self._waiting.append(_event(error_view(error.to_problem()).model_dump(), last=True))

    def _delta(self, piece: Piece) -> ServerEvent:
        text = f" {piece.text}" if self._begun else piece.text
        self._begun = True
        return _event({"type": "transcript.text.delta", "delta": text})


def _done(transcript: Transcript) -> ServerEvent:
    done = {"type": "transcript.text.done", "text": transcript["clean"]}
    return _event(done | {"usage": usage(transcript).model_dump()}, last=True)


def _event(data: dict[str, object], *, last: bool = False) -> ServerEvent:
    return ServerEvent("", "", data, last)
