"""Transcribe's main use cases, with everything around them in memory."""

from dataclasses import dataclass, field
from uuid import UUID

from chassis.clock import new_id
from services.transcribe.application.merging import Merging
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.application.reading_texts import ReadingTexts
from services.transcribe.application.setbacks import PieceAbandoned, Setbacks
from services.transcribe.application.use_cases.give_up_piece import GiveUpPiece
from services.transcribe.application.use_cases.plan_transcription import PlanTranscription
from services.transcribe.application.use_cases.recognize_piece import Listeners, RecognizePiece
from services.transcribe.domain.audio import Span
from services.transcribe.domain.jobs import Order, Ticket
from services.transcribe.domain.transcript import Transcript, put_together
from tests.builders.transcribe_words import GOOD_SOUND, an_order
from tests.fakes.clock import FakeClock
from tests.fakes.engines import FakeEngines
from tests.fakes.filler_detector import FakeFillerDetector
from tests.fakes.proofreading import FakePrompts
from tests.fakes.speech_recognizer import FakeRecognizer, Script, says
from tests.fakes.transcribe_ledger import FakeLedger
from tests.fakes.transcribe_ports import FakeAudio, FakeObserver, FakeRecordings, FakeVoice

SPEECH = (Span(1.0, 9.0), Span(10.0, 19.0), Span(20.0, 29.0))
"""Three pieces."""


@dataclass
class Bench:
    """A worker and what surrounds it. Without engines of its own it has one that follows the script."""

    script: Script = field(default_factory=lambda: says("hello there"))
    text: str = ""
    speech: tuple[Span, ...] = SPEECH
    audio: FakeAudio = field(default_factory=FakeAudio)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    observer: FakeObserver = field(default_factory=FakeObserver)
    engines: list[SpeechRecognizer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.recognizer = FakeRecognizer(self.script)
        self.order = an_order(has_reference_text=bool(self.text))
        self.recordings = FakeRecordings(self.text)
        merge = Merging(self.ledger, put_together, self.observer, FakeClock(), new_id)
        engines = FakeEngines(self.engines or [self.recognizer])
        self.plan_it = PlanTranscription(
            plans=self.ledger,
            jobs=self.ledger,
            engines=engines,
            prompts=FakePrompts(),
            recordings=self.recordings,
            audio=self.audio,
            voice=FakeVoice(self.speech, GOOD_SOUND),
            merge=merge,
        )
        self.recognize = RecognizePiece(
            pieces=self.ledger,
            listeners=Listeners(engines, self.audio, ReadingTexts(self.ledger), FakeFillerDetector()),
            setbacks=Setbacks(self.ledger, self.ledger, self.observer),
            merge=merge,
            observer=self.observer,
        )
        self.give_up = GiveUpPiece(self.ledger)

    def plan(self, order: Order | None = None, message: str = "first") -> None:
        self.plan_it(order or self.order, Cause("test-prepared", message))

    def hear(self, ticket: Ticket) -> None:
        self.recognize(ticket, Cause("test-piece", ticket))

    def work(self) -> None:
        """Recognises released pieces until none waits; one that has to come again comes again, until it is
        given up."""
        while tickets := self.ledger.release():
            for ticket in tickets:
                self._insist(ticket)

    def run(self, order: Order | None = None, message: str = "first") -> None:
        self.plan(order, message)
        self.work()

    @property
    def key(self) -> tuple[UUID, UUID]:
        return (self.order.tenant_id, self.order.recording_id)

    @property
    def transcript(self) -> Transcript:
        return self.ledger.transcripts[self.key]

    def _insist(self, ticket: Ticket) -> None:
        for _ in range(20):
            try:
                return self.hear(ticket)
            except PieceAbandoned as abandoned:
                problem = {"detail": str(abandoned), "failures": abandoned.failures}
                return self.give_up(ticket, problem, Cause("test-piece", ticket, dead_letter=ticket))
            except Exception as failure:  # noqa: BLE001 - the broker would bring it again
                last = failure
        raise last
