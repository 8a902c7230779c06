"""Tell which language is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotFound, RostrumError, Unavailable
from services.transcribe.application.ports.audio import PreparedAudio
from services.transcribe.application.ports.engines import EngineChoice, Engines, Errand
from services.transcribe.application.ports.recognizer import EngineFailed, PieceLost, Task
from services.transcribe.application.ports.surroundings import NewId
from services.transcribe.domain.audio import Span
from services.transcribe.domain.engines import EngineWish, SpokenLanguage
from services.transcribe.domain.problems import NoEngineForTask, NoLanguageDetector

LISTENED_S = 30.0
"""The start of the recording; Whisper's own window."""


@dataclass(frozen=True)
class DetectLanguage:
    """Business rules:

    - The first half minute decides.
    - Engines that can tell are asked in their order until one does; where there is none, what is to be
      installed is told.
    """

    engines: Engines
    audio: PreparedAudio
    new_id: NewId

    def __call__(self, tenant_id: UUID, audio_key: str) -> SpokenLanguage:
        """Raises `NoLanguageDetector`, `NotFound`, and the problem of the last engine that was asked."""
        if not audio_key.startswith(f"{tenant_id}/"):
            raise NotFound("There is no such recording.", code="recording_not_found")
        able = self._able(tenant_id)
        with self.audio.clip(audio_key, Span(0.0, LISTENED_S)) as clip:
            job_id = self.new_id()
            key = f"{job_id}/language"
            whole = Span(0.0, clip.duration_s)
            task = Task(clip, whole, language="", tenant_id=tenant_id, job_key=key)
            return self._ask(able, task, Errand(tenant_id, job_id))

    def _able(self, tenant_id: UUID) -> Sequence[EngineChoice]:
        try:
            return self.engines.choose(EngineWish(language="", detect=True), tenant_id)
        except NoEngineForTask as nobody:
            missing = {
                engine.name: engine.missing for engine in self.engines.describe(tenant_id) if engine.missing
            }
            raise NoLanguageDetector(missing) from nobody

    def _ask(self, choices: Sequence[EngineChoice], task: Task, errand: Errand) -> SpokenLanguage:
        problem: RostrumError = Unavailable("No engine has answered.")
        for choice in choices:
            name = choice.engine.name
            try:
                with self.engines.at_work(name, choice.engine.model, errand) as engine:
                    heard = engine.recognize(task).result()
            except EngineFailed as failure:
                problem = failure.problem
            except PieceLost:
                problem = Unavailable(f"The engine {name} was lost at work.", code="engine_lost")
            else:
                return SpokenLanguage(heard.language, heard.language_confidence)
        raise problem
