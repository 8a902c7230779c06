"""How an analysis is made: material gathered, parts run side by side, findings put together."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from chassis.errors import RostrumError
from services.analyze.application.ports.analysts import Analysts, AnalystsOf, PendingFindings
from services.analyze.application.ports.sources import AudioReader
from services.analyze.application.ports.time_and_ids import Clock, IdGenerator
from services.analyze.domain.analysis import Analysis, Outcome, Subject, assemble
from services.analyze.domain.content.grader_talk import without_grader_talk
from services.analyze.domain.errors import AnalysisCrashed, AnalysisOverran, AudioUnreadable
from services.analyze.domain.job import Attempt, Recording
from services.analyze.domain.listening import HOP_S
from services.analyze.domain.material import (
    Material,
    SoundTrack,
    Transcript,
    gather_material,
    merge_spans,
    no_sound,
)
from services.analyze.domain.parts import NEED_SOUND, parts_for
from services.analyze.domain.profiles import profile_named
from services.analyze.domain.standards import Standards


@dataclass(frozen=True)
class AnalysisMaker:
    """The parts run side by side, each with its own deadline.

    One that fails or overruns is reported as failed, and the rest is delivered; audio that can't be listened
    to fails the parts of the sound and no other.
    """

    audio: AudioReader
    analysts_of: AnalystsOf
    standards: Standards
    clock: Clock
    new_id: IdGenerator

    def make(self, attempt: Attempt, recording: Recording, transcript: Transcript) -> Analysis:
        profile = profile_named(recording.profile, self.standards.profiles)
        subject = self._subject(attempt, recording, transcript, profile.name)
        # Without speech there is nothing to listen to.
        with self.audio.audio(recording.audio_key) if transcript.speech else nullcontext() as audio:
            analysts = self.analysts_of(attempt)
            sound, deaf = _listen(analysts, audio)
            gathered = gather_material(transcript, recording.reference_text, profile, sound)
            brief = without_grader_talk(recording.brief)
            material = replace(gathered, replaceable=self.standards.replaceable, brief=brief)
            parts = parts_for(recording.analyses, material)
            return assemble(subject, _run(analysts, parts, material, deaf or audio))

    def _subject(
        self, attempt: Attempt, recording: Recording, transcript: Transcript, profile: str
    ) -> Subject:
        return Subject(
            analysis_id=self.new_id(),
            recording_id=attempt.recording_id,
            transcript_id=UUID(transcript.transcript_id),
            profile=profile,
            language=transcript.language or recording.language,
            duration_s=transcript.duration_s,
            has_speech=bool(merge_spans(transcript.speech, transcript.duration_s)),
            created_at=self.clock.now(),
            version=attempt.version,
        )


def _listen(analysts: Analysts, audio: Path | None) -> tuple[SoundTrack, RostrumError | None]:
    silence = no_sound(HOP_S)
    try:
        return (analysts.listen(audio) if audio else silence), None
    except (AudioUnreadable, AnalysisOverran, AnalysisCrashed) as error:
        return silence, error


def _run(
    analysts: Analysts, parts: Sequence[str], material: Material, heard: Path | RostrumError | None
) -> list[Outcome]:
    """`heard` is the audio, or why it can't be listened to."""
    deaf = heard if isinstance(heard, RostrumError) else None
    audio = heard if isinstance(heard, Path) else None
    pending = [
        (part, None if deaf and part in NEED_SOUND else analysts.begin(part, material, audio))
        for part in parts
    ]
    return [_ended(part, begun) if begun else Outcome(part, 0.0, error=deaf) for part, begun in pending]


def _ended(part: str, pending: PendingFindings) -> Outcome:
    try:
        findings = pending.result()
    except (AnalysisOverran, AnalysisCrashed) as error:
        return Outcome(part, pending.elapsed_s(), error=error)
    return Outcome(part, pending.elapsed_s(), findings)
