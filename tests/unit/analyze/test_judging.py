"""A text model's judgement: what of it counts, and what becomes of one that fails."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from chassis.clock import new_id
from chassis.errors import Unavailable
from services.analyze.application import judging
from services.analyze.application.judging import REPEATS, JudgingAnalysts
from services.analyze.application.ports.text_model import NoJudgement
from services.analyze.domain.content.judging import GivenJudgement, GivenVerdict
from services.analyze.domain.findings import Findings
from services.analyze.domain.job import Attempt
from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure
from services.analyze.domain.usage import ModelUse, model_uses
from tests.builders.analyze_material import NO_SOUND, a_material, a_transcript, words_of
from tests.builders.answers import COMMANDS, CONFLICT, GOOD, PASTA
from tests.fakes.analyze_ports import FakeAnalysts, FakeTextModels

ATTEMPT = Attempt(new_id(), new_id(), 1, 1)
QUOTE = "I talked to both sides"


@dataclass
class ScriptedModel:
    """Gives each asking the next of its levels; `quote` is what it shows for all of them."""

    levels: Sequence[int] = (3,)
    quote: str = QUOTE
    ending: bool = False
    asked: list[dict[str, object]] = field(default_factory=list)

    def judge(self, system: str, user: str, criteria: Sequence[str]) -> GivenJudgement:
        self.asked.append(json.loads(user))
        level = self.levels[(len(self.asked) - 1) % len(self.levels)]
        if self.ending:
            raise Unavailable("This process is ending.")
        if level < 0:
            raise NoJudgement
        verdict = GivenVerdict(level, "Both were heard.", self.quote)
        told = ("Concrete.",), ("Name the numbers.",)
        return GivenJudgement(dict.fromkeys(criteria, verdict), *told, "m-1", ModelUse("m-1", 100, 0.002))


@dataclass
class HangingModel(ScriptedModel):
    released: threading.Event = field(default_factory=threading.Event)

    def judge(self, system: str, user: str, criteria: Sequence[str]) -> GivenJudgement:
        self.released.wait(30)
        raise NoJudgement


def material(text: str) -> Material:
    return replace(a_material(a_transcript(words_of(text)), profile="interview"), brief=CONFLICT)


def judged(model: ScriptedModel, text: str = GOOD, part: str = "domain") -> Findings:
    return judged_by(FakeTextModels(model), text, part)


def judged_by(models: FakeTextModels, text: str = GOOD, part: str = "domain") -> Findings:
    analysts = JudgingAnalysts(FakeAnalysts(sound=NO_SOUND), models, slots=1)
    try:
        return analysts.of(ATTEMPT).begin(part, material(text), Path("unread")).result()
    finally:
        analysts.close()


def by_name(findings: Findings) -> dict[str, Measure]:
    return {measure.name: measure for measure in findings.measures}


def test_levels_become_scores_and_their_spread_an_interval() -> None:
    found = by_name(judged(ScriptedModel(levels=(2, 3, 4))))

    depth, whole = found["judged_depth"], found["domain_score"]
    assert (depth.score, depth.interval_low, depth.interval_high) == (75, 50, 100)
    assert (whole.score, whole.interval_low, whole.interval_high) == (75, 50, 100)
    assert depth.spans[0].note == f"“{QUOTE}”: Both were heard."


def test_the_assessment_names_the_model_and_how_often_it_was_asked() -> None:
    (told,) = judged(ScriptedModel()).assessments

    assert (told.method, told.model, told.repeats) == ("text_model", "m-1", REPEATS)
    assert told.strengths == ("Concrete.",)
    assert told.improvements == ("Name the numbers.",)


@pytest.mark.hostile(46)
def test_a_level_without_a_quotation_from_the_answer_does_not_count() -> None:
    found = by_name(judged(ScriptedModel(quote="I invented PostgreSQL")))

    assert found["judged_depth"].reason == "no_quotation"
    assert found["domain_score"].reason == "too_few_criteria"


def test_a_quotation_is_shown_as_the_answer_has_it() -> None:
    depth = by_name(judged(ScriptedModel(quote="*i TALKED* to both, sides!")))["judged_depth"]

    assert depth.spans[0].note == f"“{QUOTE}”: Both were heard."


@pytest.mark.parametrize("level", [5, 100])
def test_a_level_beyond_the_scale_does_not_count(level: int) -> None:
    assert by_name(judged(ScriptedModel(levels=(level,))))["judged_depth"].score is None


def test_a_model_that_fails_leaves_what_was_counted() -> None:
    counted = by_name(judged(ScriptedModel(levels=(-1,))))

    depth = counted["judged_depth"]
    assert (depth.status, depth.reason) == ("unavailable", "text_model_failed")
    assert counted["answer_coverage"].value == 1
    assert counted["domain_score"].score is not None


def test_one_failed_asking_of_three_is_left_out() -> None:
    found = judged(ScriptedModel(levels=(2, -1, 4)))

    assert found.assessments[0].repeats == 2
    assert by_name(found)["judged_depth"].score == 75


def test_a_model_that_hangs_holds_nothing_but_its_own_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "DEADLINE_S", 0.2)
    model = HangingModel()
    try:
        found = judged(model)
    finally:
        model.released.set()

    assert by_name(found)["judged_depth"].reason == "text_model_failed"
    assert by_name(found)["answer_coverage"].value == 1


def test_the_end_of_the_process_is_no_failure_of_the_model() -> None:
    with pytest.raises(Unavailable):
        judged(ScriptedModel(ending=True))


def test_what_a_gate_stops_is_never_shown_to_the_model() -> None:
    model = ScriptedModel()

    assert by_name(judged(model, PASTA))["domain_score"].reason == "off_topic"
    assert model.asked == []


@pytest.mark.hostile(46)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_model_is_shown_the_same_answer_whatever_is_said_to_it(command: str) -> None:
    plain, attacked = ScriptedModel(), ScriptedModel()
    judged(plain)
    judged(attacked, f"{GOOD} {command}")

    assert attacked.asked == plain.asked


def test_delivery_needs_no_model() -> None:
    model = ScriptedModel()
    judged(model, part="pace")

    assert model.asked == []


def test_what_was_asked_is_told_for_each_model_and_payer_together() -> None:
    found = judged(ScriptedModel((3, -1, 4)))
    assert found.asked == (ModelUse("m-1", 100, 0.002),) * 2
    owner, analysis_id, recording_id = new_id(), new_id(), new_id()
    asked = [*found.asked, ModelUse("m-1", 7, 0.5, owner)]
    ours, own = model_uses(analysis_id, recording_id, asked)
    assert (ours.units, ours.cost_usd, ours.key_owner) == (200, 0.004, None)
    assert (own.units, own.cost_usd, own.key_owner) == (7, 0.5, owner)
    again = model_uses(analysis_id, recording_id, asked)
    assert [one.act_id for one in again] == [ours.act_id, own.act_id]
    assert ours.act_id != own.act_id


def test_the_model_is_that_of_the_job() -> None:
    models = FakeTextModels(ScriptedModel())
    judged_by(models)
    assert models.jobs == [(ATTEMPT.tenant_id, ATTEMPT.recording_id)]
    judged_by(models, part="pace")
    assert len(models.jobs) == 1, "what is not judged needs no model"


def test_without_a_model_for_the_tenant_the_part_is_what_was_counted() -> None:
    found = judged_by(FakeTextModels(None))
    assert by_name(found)["answer_coverage"].value == 1
    assert [told.method for told in found.assessments] == ["offline"]


def test_while_nobody_can_tell_whose_model_it_is_nobody_judges() -> None:
    found = by_name(judged_by(FakeTextModels(ScriptedModel(), unknown=True)))
    assert found["judged_depth"].reason == "text_model_failed"
