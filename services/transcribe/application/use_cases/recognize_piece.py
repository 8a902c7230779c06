"""Recognise a piece of a recording."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from chassis.errors import InvalidInput
from services.transcribe.application.merging import Merging
from services.transcribe.application.ports.audio import LocalAudio, PreparedAudio
from services.transcribe.application.ports.engines import Engines, Errand
from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.pieces import Pieces
from services.transcribe.application.ports.recognizer import EngineRefused, SpeechRecognizer, Task
from services.transcribe.application.ports.surroundings import Observer
from services.transcribe.application.reading_texts import ReadingText, ReadingTexts
from services.transcribe.application.setbacks import Setbacks
from services.transcribe.application.two_passes import Heard, hear, in_recording
from services.transcribe.domain.audio import Span
from services.transcribe.domain.jobs import HeldPiece, Ticket
from services.transcribe.domain.recognition import RecognizedPiece

SUSPECT_FROM = 2
"""Failures. One death of a worker may be chance."""


class OneSuspectAtATime(Exception):
    """The piece is to come again when the suspect that is in hand here is done."""


@dataclass(frozen=True)
class Listeners:
    """What turns a stretch of sound into words."""

    engines: Engines
    audio: PreparedAudio
    texts: ReadingTexts
    fillers: FillerDetector


@dataclass(frozen=True)
class RecognizePiece:
    """Business rules:

    - A piece's result counts only while nobody else has taken the piece; of a job that has ended, none does.
    - It is heard with the text that is read in mind, where there is one and the engine takes it.
    - What goes wrong is dealt with by the rules of `Setbacks`; a worker that ends in order is no failure.
    - A worker that dies takes all its pieces along, and each counts it as a failure. So that none is given up
      for what another one does, a worker has one at a time of those that have failed twice.
    - A language that nobody told is the engine's to detect; of an engine that knows one only, it is that.
    - Who finishes the last piece puts the transcript together.
    """

    pieces: Pieces
    listeners: Listeners
    setbacks: Setbacks
    merge: Merging
    observer: Observer
    _in_hand: dict[Ticket, HeldPiece] = field(default_factory=dict)
    _suspect: Lock = field(default_factory=Lock)

    def __call__(self, ticket: Ticket, cause: Cause) -> None:
        """Raises `PieceAbandoned`, `Overtaken`, `OneSuspectAtATime`, and what may pass; then the piece is to
        come again."""
        held = self.pieces.take(ticket)
        if held is None:
            self.merge(ticket.tenant_id, ticket.recording_id, cause)
            return
        with self._apart(held):
            self._in_hand[ticket] = held
            try:
                self._work(held, cause)
            finally:
                self._in_hand.pop(ticket, None)

    def hand_back(self, ticket: Ticket) -> None:
        """The worker ends; somebody else begins the piece anew."""
        held = self._in_hand.get(ticket)
        if held is not None:
            self.pieces.put_back(held, failed=False)

    @contextmanager
    def _apart(self, held: HeldPiece) -> Iterator[None]:
        """A suspect waits in nobody's hands, where no death counts."""
        suspect = held.failures >= SUSPECT_FROM
        if suspect and not self._suspect.acquire(blocking=False):
            self.pieces.put_back(held, failed=False)
            raise OneSuspectAtATime
        try:
            yield
        finally:
            if suspect:
                self._suspect.release()

    def _work(self, held: HeldPiece, cause: Cause) -> None:
        begun = monotonic()
        try:
            self.setbacks.check(held)
            with self._engine(held) as engine:
                heard = self._hear(held, engine)
        except Exception as failure:  # noqa: BLE001 - the rules say what each is, and raise what may pass
            self.setbacks(held, failure, cause, monotonic() - begun)
        else:
            self._finish(held, engine, heard, cause)

    @contextmanager
    def _engine(self, held: HeldPiece) -> Iterator[SpeechRecognizer]:
        errand = Errand(held.job.order.tenant_id, held.job.order.recording_id)
        with ExitStack() as working:
            try:
                engine = working.enter_context(
                    self.listeners.engines.at_work(held.engine.name, held.engine.model, errand)
                )
            except InvalidInput as problem:
                raise EngineRefused(problem) from problem
            yield engine

    def _hear(self, held: HeldPiece, engine: SpeechRecognizer) -> Heard:
        text = self.listeners.texts.of(held.job.order) if engine.capabilities.takes_reference else None
        with self._sound(held) as audio, self.observer.recognition(held):
            return hear(
                engine,
                _task(held, engine, audio, text),
                text.index if text else None,
                self.listeners.fillers,
            )

    def _sound(self, held: HeldPiece) -> AbstractContextManager[LocalAudio]:
        key = held.job.order.audio_key
        return (
            self.listeners.audio.fetch(key)
            if held.engine.whole
            else self.listeners.audio.clip(key, held.span)
        )

    def _finish(self, held: HeldPiece, engine: SpeechRecognizer, heard: Heard, cause: Cause) -> None:
        last = heard.answers[-1]
        result = RecognizedPiece(
            span=held.span,
            heard=in_recording(heard.piece, held.span.start_s),
            engine=engine.engine,
            follows_free_speech=engine.capabilities.follows_free_speech,
            language=last.language or _language(held, engine),
            cost_usd=sum(answer.cost_usd for answer in heard.answers),
            prompt_version=held.job.order.prompt_version,
        )
        tally = self.pieces.finish(held, result, last.raw)
        if tally is None:
            return
        self.observer.progressed(held.job.order, tally.audio_done_s)
        if tally.complete:
            self.merge(held.ticket.tenant_id, held.ticket.recording_id, cause)


def _task(held: HeldPiece, engine: SpeechRecognizer, audio: LocalAudio, text: ReadingText | None) -> Task:
    order = held.job.order
    return Task(
        audio,
        Span(0.0, audio.duration_s),
        reference=text.reference if text else None,
        language=_language(held, engine),
        prompt=order.prompt,
        prompt_version=order.prompt_version,
        translate=order.translate,
        speakers=order.speakers,
        tenant_id=order.tenant_id,
        spend_cap_usd=order.spend_cap_usd,
        job_key=held.key,
    )


def _language(held: HeldPiece, engine: SpeechRecognizer) -> str:
    """As far as it is known without listening."""
    return held.job.order.language or engine.capabilities.only_language
