"""From a finished transcript to a finished analysis."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from chassis.errors import RostrumError
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.analysts import Analysts, PendingFindings
from services.analyze.application.ports.messages import Cause
from services.analyze.application.ports.sources import AudioReader, RecordingReader, TranscriptReader
from services.analyze.application.ports.time_and_ids import Clock, IdGenerator
from services.analyze.domain.analysis import Analysis, Outcome, Subject, assemble
from services.analyze.domain.errors import AnalysisCrashed, AnalysisOverran, AudioUnreadable
from services.analyze.domain.job import Job, Recording
from services.analyze.domain.listening import HOP_S
from services.analyze.domain.material import (
    Material,
    SoundTrack,
    Transcript,
    gather_material,
    merge_spans,
    no_sound,
)
from services.analyze.domain.parts import NEED_SOUND, OPT_IN, PARTS
from services.analyze.domain.profiles import profile_named
from services.analyze.domain.standards import Standards


@dataclass(frozen=True)
class AnalyzeRecording:
    """Makes the one analysis of a recording.

    - One analysis per transcript: the same event twice gives one analysis and one announcement.
    - Every attempt is counted before it is made; only the newest may store its result.
    - The analyses that the client asked for run side by side, each with its own deadline. One that fails
      or overruns is reported as failed, and the rest is delivered.
    - Audio that can't be listened to fails the analyses of the sound and no other.
    - A transcript that was replaced meanwhile is left alone: its successor has an event of its own.
    - A cancelled or deleted recording gets none; audio without speech gets one that says so.
    """

    jobs: AnalysisJobs
    recordings: RecordingReader
    transcripts: TranscriptReader
    audio: AudioReader
    analysts: Analysts
    standards: Standards
    clock: Clock
    new_id: IdGenerator

    def __call__(self, job: Job, cause: Cause) -> None:
        attempt = self.jobs.begin(job)
        if attempt is None:
            return
        transcript = self.transcripts.transcript(job.tenant_id, job.recording_id)
        if transcript.transcript_id != str(job.transcript_id):
            return
        recording = self.recordings.recording(job.tenant_id, job.recording_id)
        self.jobs.finish(attempt, self._analyze(job, recording, transcript), cause)

    def _analyze(self, job: Job, recording: Recording, transcript: Transcript) -> Analysis:
        profile = profile_named(recording.profile, self.standards.profiles)
        subject = Subject(
            analysis_id=self.new_id(),
            recording_id=job.recording_id,
            transcript_id=job.transcript_id,
            profile=profile.name,
            language=transcript.language or recording.language,
            duration_s=transcript.duration_s,
            has_speech=bool(merge_spans(transcript.speech, transcript.duration_s)),
            created_at=self.clock.now(),
        )
        # Without speech there is nothing to listen to.
        with self.audio.audio(recording.audio_key) if transcript.speech else nullcontext() as audio:
            sound, deaf = self._listen(audio)
            gathered = gather_material(transcript, recording.reference_text, profile, sound)
            material = replace(gathered, replaceable=self.standards.replaceable)
            return assemble(subject, self._run(_asked_for(recording), material, deaf or audio))

    def _listen(self, audio: Path | None) -> tuple[SoundTrack, RostrumError | None]:
        silence = no_sound(HOP_S)
        try:
            return (self.analysts.listen(audio) if audio else silence), None
        except (AudioUnreadable, AnalysisOverran, AnalysisCrashed) as error:
            return silence, error

    def _run(
        self, parts: Sequence[str], material: Material, heard: Path | RostrumError | None
    ) -> list[Outcome]:
        """`heard` is the audio, or why it can't be listened to."""
        deaf = heard if isinstance(heard, RostrumError) else None
        audio = heard if isinstance(heard, Path) else None
        pending = [
            (part, None if deaf and part in NEED_SOUND else self.analysts.begin(part, material, audio))
            for part in parts
        ]
        return [_ended(part, begun) if begun else Outcome(part, 0.0, error=deaf) for part, begun in pending]


def _asked_for(recording: Recording) -> list[str]:
    """In our own order, without unknown names; nothing left means all but the opt-in ones."""
    named = [part for part in PARTS if part in recording.analyses]
    return named or [part for part in PARTS if part not in OPT_IN]


def _ended(part: str, pending: PendingFindings) -> Outcome:
    try:
        findings = pending.result()
    except (AnalysisOverran, AnalysisCrashed) as error:
        return Outcome(part, pending.elapsed_s(), error=error)
    return Outcome(part, pending.elapsed_s(), findings)
