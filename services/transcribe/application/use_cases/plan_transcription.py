"""Cut a prepared recording into pieces that any worker can recognise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.errors import InvalidInput, NotFound
from services.transcribe.application.merging import Merging
from services.transcribe.application.ports.audio import LocalAudio, PreparedAudio, VoiceDetector
from services.transcribe.application.ports.engines import EngineChoice, Engines
from services.transcribe.application.ports.jobs import Cause, TranscriptionJobs
from services.transcribe.application.ports.plans import Plans
from services.transcribe.application.ports.prompts import Prompts
from services.transcribe.application.ports.recordings import Recordings
from services.transcribe.domain.audio import Span
from services.transcribe.domain.engines import EngineWish
from services.transcribe.domain.jobs import Candidate, Job, Order, Queue, Tally
from services.transcribe.domain.pieces import Cutter, Piece
from services.transcribe.domain.prompts import PromptKind
from services.transcribe.domain.transcript import Sound

_BYTES_PER_S = 32_000
"""Of 16-bit samples at 16 kHz; FLAC is smaller."""


class NotWanted(Exception):
    """The recording was cancelled or deleted meanwhile."""


@dataclass(frozen=True)
class PlanTranscription:
    """Business rules:

    - A recording has one transcript. A repeated or late order changes nothing; one that was given up and is
      sent again begins anew, and keeps the pieces that are done.
    - The engines are chosen once, in the order in which they are tried.
    - Long audio is cut at pauses while its speech is being found, so that the first piece is recognised
      before the last one is known. An engine that takes whole recordings gets it in one piece, if it is
      not too long.
    - A plan that is made again is the same plan.
    - Audio without speech ends as a finished transcript without words.
    - What no retry can cure (a language nobody knows, audio that is none) ends the job with a problem for
      the client. What may pass is tried again by whoever delivers orders.
    """

    plans: Plans
    jobs: TranscriptionJobs
    engines: Engines
    prompts: Prompts
    recordings: Recordings
    audio: PreparedAudio
    voice: VoiceDetector
    merge: Merging

    def __call__(self, order: Order, cause: Cause) -> None:
        """Raises `Unavailable`, `PieceLost` and whatever else may pass; then the order is to come again."""
        try:
            route = self._route(order)
            job = self.plans.begin(self._prompted(order), route, cause)
            if job is not None and (job.planned or self._plan(job)):
                self.merge(order.tenant_id, order.recording_id, cause)
        except InvalidInput as problem:
            self.jobs.fail(order.tenant_id, order.recording_id, problem.to_problem(), cause)

    def _route(self, order: Order) -> list[Candidate]:
        wish = EngineWish(
            engine=order.engine,
            model=order.model,
            language=order.language,
            reads_text=order.has_reference_text,
            translate=order.translate,
            speakers=order.speakers,
        )
        return [_candidate(engine, order) for engine in self.engines.choose(wish, order.tenant_id)]

    def _prompted(self, order: Order) -> Order:
        """The installation's prompt, then the words that the client expects. It is for transcripts, and says
        nothing to engines that translate."""
        if order.translate:
            return order
        active = self.prompts.active(PromptKind.TRANSCRIPTION)
        return replace(order, prompt=f"{active.text} {order.prompt}".strip(), prompt_version=active.version)

    def _plan(self, job: Job) -> bool:
        """Whether it is complete already: there was nothing to recognise, or others were as quick."""
        order = job.order
        try:
            if order.has_reference_text:
                text = self.recordings.reference_text(order.tenant_id, order.recording_id)
                self.plans.keep_text(job, text)
            with self.audio.fetch(order.audio_key) as audio:
                tally = self._cut(job, audio)
        except NotWanted:
            return False
        except NotFound:
            if self.plans.add(job, ()):
                raise
            return False
        return tally is not None and tally.complete

    def _cut(self, job: Job, audio: LocalAudio) -> Tally | None:
        cutter = Cutter(audio.duration_s)

        def on_speech(speech: Sequence[Span]) -> None:
            if not self.plans.add(job, cutter.add(speech)):
                raise NotWanted

        if job.route[0].whole:
            listening = self.voice.listen(audio)
            whole = Piece(1, Span(0.0, audio.duration_s), audio.duration_s)
            rest = [whole] if listening.voice.speech else []
        else:
            listening = self.voice.listen(audio, on_speech)
            rest = cutter.finish()
        sound = Sound(audio.duration_s, listening.voice, listening.measures)
        return self.plans.close(job, sound, rest, cutter.count or len(rest))


def _candidate(choice: EngineChoice, order: Order) -> Candidate:
    able, engine = choice.capabilities, choice.engine
    fits = able.longest_s is None or order.duration_s <= able.longest_s
    fits &= able.largest_bytes is None or order.duration_s * _BYTES_PER_S <= able.largest_bytes
    return Candidate(
        name=engine.name,
        version=engine.version,
        model=engine.model,
        queue=Queue.REMOTE if able.remote else Queue.LOCAL,
        follows_free_speech=able.follows_free_speech,
        whole=able.takes_whole and fits,
    )
