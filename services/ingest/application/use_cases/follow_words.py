"""A client reads the words of a recording while they are recognised."""

from collections.abc import Sequence

from chassis.errors import RostrumError
from services.ingest.application.ports.transcripts import Piece, Transcripts
from services.ingest.application.use_cases.follow_recording import Following, FollowRecording
from services.ingest.domain.recording import Recording


class WordsFollowing:
    """One reader's place among the pieces."""

    def __init__(self, following: Following, transcripts: Transcripts, recording: Recording) -> None:
        self._following = following
        self._transcripts = transcripts
        self._tenant_id, self._id = recording.tenant_id, recording.id
        self._seen = 0

    def next(self, timeout_s: float) -> tuple[Sequence[Piece], Recording | None]:
        """The pieces that are new, and the recording once it has ended; `NotFound` once it is deleted."""
        recording = self._following.next(timeout_s)
        ended = recording if recording is not None and recording.ended else None
        pieces = self._new_pieces()
        if pieces:
            self._seen = pieces[-1].number
        return pieces, ended

    def close(self) -> None:
        self._following.close()

    def _new_pieces(self) -> Sequence[Piece]:
        """What there is not yet, or can't be asked for just now, comes later: at the latest with the end."""
        try:
            return self._transcripts.pieces(self._tenant_id, self._id, self._seen)
        except RostrumError:
            return ()


class FollowWords:
    """The words of a recording in the order of time, as soon as those before them are there too.

    They are words as recognised; the finished transcript may write them differently.
    """

    def __init__(self, follow: FollowRecording, transcripts: Transcripts) -> None:
        self._follow = follow
        self._transcripts = transcripts

    def __call__(self, recording: Recording) -> WordsFollowing:
        following = self._follow(recording.tenant_id, recording.id, seen=0)
        return WordsFollowing(following, self._transcripts, recording)
