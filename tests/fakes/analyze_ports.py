"""Stand-ins for what analyze asks of others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chassis.errors import NotFound, RostrumError
from services.analyze.adapters.outbound.processes.tasks import hear
from services.analyze.application.ports.text_model import NoJudgement, TextModel
from services.analyze.domain.findings import Findings
from services.analyze.domain.job import Recording
from services.analyze.domain.material import Material, SoundTrack, Transcript
from services.analyze.domain.parts import run_part

NO_RECORDING = Recording("", "presentation", "en", (), "")


@dataclass
class FakeRecordings:
    found: Recording = NO_RECORDING
    missing: bool = False

    def recording(self, tenant_id: UUID, recording_id: UUID) -> Recording:
        if self.missing:
            raise NotFound("There is no such recording.")
        return self.found


@dataclass
class FakeTranscripts:
    found: Transcript | None = None

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Transcript:
        if self.found is None:
            raise NotFound("There is no such transcript.")
        return self.found


@dataclass
class FakeAudio:
    path: Path = Path("never-read.flac")
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def audio(self, key: str) -> Iterator[Path]:
        self.asked.append(key)
        yield self.path


@dataclass
class Done:
    """A call that has ended: with findings or with an error."""

    outcome: Findings | RostrumError

    def result(self) -> Findings:
        if isinstance(self.outcome, RostrumError):
            raise self.outcome
        return self.outcome

    def elapsed_s(self) -> float:
        return 0.01


@dataclass
class FakeAnalysts:
    """Does the work here and now; `failing` parts end with their error instead."""

    failing: dict[str, RostrumError] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    sound: SoundTrack | None = None
    meanwhile: Callable[[], None] = lambda: None

    def listen(self, audio: Path) -> SoundTrack:
        if "listening" in self.failing:
            raise self.failing["listening"]
        return self.sound or hear(str(audio))

    def begin(self, part: str, material: Material, audio: Path | None = None) -> Done:
        self.begun.append(part)
        self.meanwhile()
        return Done(self.failing.get(part) or run_part(part, material))


@dataclass
class FakeTextModels:
    """The same for every job; `unknown` while nobody can tell whose keys there are."""

    model: TextModel | None
    unknown: bool = False
    jobs: list[tuple[UUID, UUID]] = field(default_factory=list)

    @contextmanager
    def at_work(self, tenant_id: UUID, job_id: UUID) -> Iterator[TextModel | None]:
        if self.unknown:
            raise NoJudgement
        self.jobs.append((tenant_id, job_id))
        yield self.model
