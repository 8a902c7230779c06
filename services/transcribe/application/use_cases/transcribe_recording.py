"""Turn a prepared recording into a transcript."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.errors import InvalidInput, NotFound
from services.transcribe.application.piecewise import NotWanted, PiecewiseRecognition, Watcher
from services.transcribe.application.ports.audio import LocalAudio, PreparedAudio, VoiceDetector
from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.application.ports.jobs import Cause, Overtaken, TranscriptionJobs
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.application.ports.recordings import Recordings
from services.transcribe.application.ports.surroundings import Clock, NewId, Observer
from services.transcribe.domain.audio import Span
from services.transcribe.domain.jobs import Job, Order, Standing
from services.transcribe.domain.pieces import cut_at_pauses
from services.transcribe.domain.problems import check_language
from services.transcribe.domain.reference import ReferenceText, read_reference
from services.transcribe.domain.transcript import Content, HeardPiece, Sound, Transcript, put_together


@dataclass(frozen=True)
class TranscribeRecording:
    """Business rules:

    - A recording has one transcript. A repeated or late order changes nothing; one that was given up and is
      sent again is tried anew.
    - An attempt is counted before its work starts, and its result counts only while no later one has begun.
    - Long audio is cut at pauses and recognised piece by piece; between pieces the work stops if it has been
      cancelled or deleted.
    - Audio without speech ends as a finished transcript without words.
    - What no retry can cure (a language nobody knows, audio that is none) ends the job with a problem for
      the client. What may pass is tried again by whoever delivers orders.
    """

    jobs: TranscriptionJobs
    recordings: Recordings
    audio: PreparedAudio
    voice: VoiceDetector
    recognizer: SpeechRecognizer
    fillers: FillerDetector
    observer: Observer
    clock: Clock
    new_id: NewId
    lease_s: float

    def __call__(self, order: Order, cause: Cause) -> None:
        """Raises `Overtaken`, `Unavailable` and whatever else may pass; then the order is to come again."""
        job = self.jobs.begin(order, self.lease_s, cause)
        if job is None:
            return
        try:
            self._work(job, cause)
        except InvalidInput as problem:
            self.jobs.fail(order.tenant_id, order.recording_id, problem.to_problem(), cause)
        except Overtaken:
            raise
        except Exception:
            self.jobs.release(job)
            raise

    def _work(self, job: Job, cause: Cause) -> None:
        check_language(job.order.language, self.recognizer.capabilities.languages)
        try:
            transcript = self._transcribe(job)
        except (NotWanted, NotFound):
            if self.jobs.renew(job, self.lease_s) is Standing.MINE:
                raise
            return
        self.jobs.complete(job, transcript, cause)

    def _transcribe(self, job: Job) -> Transcript:
        reference = self._reference(job.order)
        with self.audio.fetch(job.order.audio_key) as audio, self.observer.recognition(job):
            content, biased = self._recognize(job, audio, reference)
        return Transcript(
            id=self.new_id(),
            recording_id=job.order.recording_id,
            tenant_id=job.order.tenant_id,
            language=job.order.language,
            engine=replace(self.recognizer.engine, biased=biased),
            content=content,
            created_at=self.clock.now(),
        )

    def _reference(self, order: Order) -> ReferenceText | None:
        if not order.has_reference_text:
            return None
        return read_reference(self.recordings.reference_text(order.tenant_id, order.recording_id))

    def _recognize(
        self, job: Job, audio: LocalAudio, reference: ReferenceText | None
    ) -> tuple[Content, bool]:
        listening = self.voice.listen(audio)
        spans = cut_at_pauses(listening.voice.speech, audio.duration_s)
        watcher = self._watcher(job, audio, spans)
        pieces: list[HeardPiece] = PiecewiseRecognition(self.recognizer, self.fillers).recognize(
            audio, spans, reference, watcher
        )
        content = put_together(
            pieces,
            Sound(audio.duration_s, listening.voice, listening.measures),
            reference,
            follows_free_speech=self.recognizer.capabilities.follows_free_speech,
        )
        return content, any(piece.biased for piece in pieces)

    def _watcher(self, job: Job, audio: LocalAudio, spans: Sequence[Span]) -> Watcher:
        """Progress counts what is between pieces as done with them, so that it ends at the full length."""
        total_s = sum(span.duration_s for span in spans)
        done_s = 0.0

        def done(span: Span) -> None:
            nonlocal done_s
            done_s += span.duration_s
            self.observer.progressed(job, audio.duration_s * min(1.0, done_s / total_s))

        def wanted() -> bool:
            standing = self.jobs.renew(job, self.lease_s)
            if standing is Standing.OVERTAKEN:
                raise Overtaken
            return standing is Standing.MINE

        return Watcher(wanted, done, lambda: self.observer.piece_lost(job), self.lease_s / 3)
