"""Putting the transcript together when its last piece is done."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.transcribe.application.ports.assembling import Assembler
from services.transcribe.application.ports.jobs import Cause, Gathered, TranscriptionJobs
from services.transcribe.application.ports.surroundings import Clock, NewId, Observer
from services.transcribe.domain.engines import UNDETERMINED
from services.transcribe.domain.recognition import engines_used, language_heard
from services.transcribe.domain.reference import read_reference
from services.transcribe.domain.transcript import Engine, Transcript


@dataclass(frozen=True)
class Merging:
    """Whoever finishes the last piece merges. One who dies before that leaves it to whoever gets the piece's
    message next; of two who do it at the same time one counts."""

    jobs: TranscriptionJobs
    put_together: Assembler
    observer: Observer
    clock: Clock
    new_id: NewId

    def __call__(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        """Does nothing unless every piece is done and the transcript is still to be made."""
        gathered = self.jobs.gather(tenant_id, recording_id)
        if gathered is not None:
            self.jobs.complete(gathered.job, self._transcript(gathered), cause)
            self.observer.progressed(gathered.job.order, gathered.job.order.duration_s)

    def _transcript(self, gathered: Gathered) -> Transcript:
        order, pieces = gathered.job.order, gathered.pieces
        content = self.put_together(
            [piece.heard for piece in pieces],
            gathered.sound,
            read_reference(gathered.text),
            follows_free_speech=all(piece.follows_free_speech for piece in pieces)
            and gathered.job.route[0].follows_free_speech,
        )
        return Transcript(
            id=self.new_id(),
            recording_id=order.recording_id,
            tenant_id=order.tenant_id,
            language="en" if order.translate else language_heard(pieces) or order.language or UNDETERMINED,
            engine=_main_engine(gathered),
            content=content,
            created_at=self.clock.now(),
            engines_used=engines_used(pieces),
            translated=order.translate,
        )


def _main_engine(gathered: Gathered) -> Engine:
    """The one that recognised most; of a recording without speech, the one that would have."""
    used = engines_used(gathered.pieces)
    first = gathered.job.route[0]
    engine = used[0].engine if used else Engine(first.name, first.version, first.model)
    return replace(engine, biased=any(piece.heard.biased for piece in gathered.pieces))
