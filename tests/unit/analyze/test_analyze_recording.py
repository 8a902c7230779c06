"""The rules of analysing a recording, with everything else in memory."""

from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import NotFound, RostrumError
from services.analyze.application.making import AnalysisMaker
from services.analyze.application.ports.messages import Cause
from services.analyze.application.use_cases.analyze_recording import AnalyzeRecording
from services.analyze.application.use_cases.renew_analysis import RenewAnalysis
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.brief import Brief
from services.analyze.domain.errors import (
    AnalysisCrashed,
    AnalysisOverran,
    AttemptSuperseded,
    AudioUnreadable,
)
from services.analyze.domain.job import Job, Renewal, Wish
from services.analyze.domain.material import Span
from services.analyze.domain.parts import NEED_SOUND, OPT_IN, PARTS
from tests.builders.analyze_material import NO_SOUND, STANDARDS, a_transcript
from tests.builders.events import an_event
from tests.fakes.analyze_ports import FakeAnalysts, FakeAudio, FakeRecordings, FakeTranscripts
from tests.fakes.analyze_store import InMemoryAnalyses
from tests.fakes.clock import FakeClock

TENANT, RECORDING, TRANSCRIPT = new_id(), new_id(), new_id()
DEFAULT = [part for part in PARTS if part not in {*OPT_IN, "domain"}]
JOB = Job(TENANT, RECORDING, TRANSCRIPT)


def a_cause() -> Cause:
    return Cause("consumer", an_event(tenant_id=TENANT))


@dataclass
class Desk:
    """The use case and everything around it."""

    store: InMemoryAnalyses = field(default_factory=InMemoryAnalyses)
    recordings: FakeRecordings = field(default_factory=FakeRecordings)
    transcripts: FakeTranscripts = field(default_factory=FakeTranscripts)
    audio: FakeAudio = field(default_factory=FakeAudio)
    analysts: FakeAnalysts = field(default_factory=lambda: FakeAnalysts(sound=NO_SOUND))

    def __post_init__(self) -> None:
        self.transcripts.found = a_transcript(
            transcript_id=str(TRANSCRIPT), speech=(Span(1, 14), Span(15, 30)), duration_s=31.0
        )
        self.recordings.found = replace(self.recordings.found, audio_key="key")

    def analyze(self, job: Job = JOB) -> None:
        use_case = AnalyzeRecording(self.store, self.recordings, self.transcripts, self._maker())
        use_case(job, a_cause())

    def renew(self, wish: Wish) -> None:
        version = self.store.request(TENANT, None, RECORDING, wish)
        use_case = RenewAnalysis(self.store, self.recordings, self.transcripts, self.store, self._maker())
        use_case(Renewal(TENANT, RECORDING, version, wish), a_cause())

    def _maker(self) -> AnalysisMaker:
        return AnalysisMaker(self.audio, lambda _: self.analysts, STANDARDS, FakeClock(), new_id)

    def stored(self) -> Analysis:
        found = self.store.find(TENANT, RECORDING)
        assert found
        return found

    def statuses(self) -> dict[str, str]:
        return {part.name: part.status for part in self.stored().parts}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_is_opt_in_runs_only_where_it_is_named(desk: Desk) -> None:
    desk.recordings.found = replace(desk.recordings.found, analyses=("inclusive", "pace"))
    desk.analyze()
    assert desk.analysts.begun == ["pace", "inclusive"]


def test_all_analyses_run_when_none_is_named(desk: Desk) -> None:
    desk.analyze()
    assert desk.analysts.begun == DEFAULT
    assert desk.audio.asked == ["key"]
    assert not desk.stored().partial


@pytest.mark.parametrize(
    ("asked", "run"),
    [(("pace",), ["pace"]), (("reading", "pause"), ["pause", "reading"]), (("x",), DEFAULT)],
)
def test_the_client_s_list_selects(desk: Desk, asked: tuple[str, ...], run: list[str]) -> None:
    desk.recordings.found = replace(desk.recordings.found, analyses=asked)
    desk.analyze()
    assert desk.analysts.begun == run


@pytest.mark.parametrize("part", DEFAULT)
@pytest.mark.parametrize("error", [AnalysisOverran("x"), AnalysisCrashed("x")])
def test_one_that_fails_takes_nothing_from_the_others(desk: Desk, part: str, error: RostrumError) -> None:
    desk.analysts.failing[part] = error
    desk.analyze()
    statuses = desk.statuses()
    assert statuses.pop(part) == "failed"
    assert "failed" not in statuses.values()
    assert desk.stored().partial


@pytest.mark.parametrize("error", [AudioUnreadable("x"), AnalysisOverran("x"), AnalysisCrashed("x")])
def test_audio_that_cannot_be_heard_fails_the_analyses_of_the_sound(desk: Desk, error: RostrumError) -> None:
    desk.analysts.failing["listening"] = error
    desk.analyze()
    failed = {name for name, status in desk.statuses().items() if status == "failed"}
    assert failed == NEED_SOUND
    assert desk.analysts.begun == [part for part in DEFAULT if part not in NEED_SOUND]


def test_audio_without_speech_is_not_even_fetched(desk: Desk) -> None:
    assert desk.transcripts.found
    desk.transcripts.found = replace(desk.transcripts.found, speech=())
    desk.analyze()
    assert desk.audio.asked == []
    assert not desk.stored().subject.has_speech
    assert set(desk.statuses().values()) == {"insufficient_data"}


def test_a_transcript_that_was_replaced_is_left_alone(desk: Desk) -> None:
    desk.analyze(Job(TENANT, RECORDING, new_id()))
    assert desk.store.find(TENANT, RECORDING) is None


def test_a_second_event_for_the_same_transcript_does_nothing(desk: Desk) -> None:
    desk.analyze()
    desk.analyze()
    assert len(desk.analysts.begun) == len(DEFAULT)
    assert desk.store.announced == ["analysis.completed", "usage.recorded"]


def test_what_is_missing_is_not_hidden(desk: Desk) -> None:
    desk.recordings.missing = True
    with pytest.raises(NotFound):
        desk.analyze()
    assert desk.store.announced == []


def test_an_overtaken_attempt_stores_nothing(desk: Desk) -> None:
    def overtake() -> None:
        desk.analysts.meanwhile = lambda: None
        assert desk.store.begin(JOB)

    desk.analysts.meanwhile = overtake
    with pytest.raises(AttemptSuperseded):
        desk.analyze()
    assert desk.store.announced == []


def test_the_profile_and_the_sources_are_named(desk: Desk) -> None:
    desk.recordings.found = replace(desk.recordings.found, profile="podcast")
    desk.analyze()
    subject = desk.stored().subject
    assert (subject.profile, subject.transcript_id, subject.recording_id) == (
        "podcast",
        TRANSCRIPT,
        RECORDING,
    )
    assert isinstance(subject.analysis_id, UUID)


def test_a_part_that_is_made_anew_leaves_the_others_as_they_were(desk: Desk) -> None:
    desk.analyze()
    before = desk.stored()
    desk.analysts.begun.clear()

    desk.renew(Wish(analyses=("pace",)))

    after = desk.stored()
    assert desk.analysts.begun == ["pace"]
    assert (before.subject.version, after.subject.version) == (1, 2)
    assert {part.name for part in after.parts} == {part.name for part in before.parts}
    assert after.pauses == before.pauses
    assert len(after.measures) == len(before.measures)


def test_a_new_question_is_judged_without_being_named(desk: Desk) -> None:
    desk.analyze()
    desk.analysts.begun.clear()

    desk.renew(Wish(brief=Brief(question="What is a mutex?")))

    assert "domain" in desk.analysts.begun
    assert "pace" in desk.analysts.begun
