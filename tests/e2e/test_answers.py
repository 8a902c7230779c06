"""Answers to a question on the whole platform: counted, judged by a text model, made anew, compared."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.chat_server import ChatServer, chat_server
from tests.builders.people import Person
from tests.builders.speech import Speech

SAID = (
    "Good morning and thank you for coming. [pause 0.8] Today I want to talk about the way we listen. "
    "[pause 0.8] Most people wait for their turn to speak. While they wait they plan their answer, "
    "and so they miss the words that matter."
)
TEXT = re.sub(r"\[pause [0-9.]+\] ", "", SAID)
QUOTE = "they miss the words that matter"
ANALYSES = ("domain", "communication", "pace", "pause")
QUESTION = "Why do people listen badly?"
KEY_POINTS = "they wait for their turn\nthey plan their answer\nthey look at their phones"
DONE_S = 120
Measures = Mapping[str, dict[str, Any]]


def judged(system: str, user: str) -> dict[str, object]:
    """A model that finds every criterion good, and shows the same place for it."""
    verdict = {"level": 3, "remark": "It says why.", "quote": QUOTE}
    criteria = dict.fromkeys(json.loads(user)["criteria"], verdict)
    return {"criteria": criteria, "strengths": ["You give a reason."], "improvements": ["Give an example."]}


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[ChatServer, str]]:
    chat = ChatServer(says=judged)
    with chat_server(chat) as server:
        yield chat, f"{server.url}/v1"


@pytest.fixture(scope="module")
def dora(tmp_path_factory: pytest.TempPathFactory, model: tuple[ChatServer, str]) -> Iterator[Person]:
    """On a platform of her own, with a text model and its key."""
    chat, url = model
    settings = {
        "ROSTRUM_TEXT_MODEL_URL": url,
        "ROSTRUM_TEXT_MODEL": "judge",
        "ROSTRUM_TEXT_MODEL_KEY": chat.key,
        "ROSTRUM_REGISTRATIONS_PER_ADDRESS": "1000",
    }
    folder = tmp_path_factory.mktemp("judging")
    with LocalPlatform(folder, settings=settings, public_port=None) as platform, Person(platform) as person:
        yield person


def answered(person: Person, speech: Speech, spoken: str = SAID) -> str:
    recording = person.sdk.submit(
        speech.say(spoken),
        analyses=ANALYSES,
        profile="interview",
        reference_text=TEXT,
        question=QUESTION,
        key_points=KEY_POINTS,
    )
    return person.sdk.wait(recording.id, timeout_s=DONE_S).id


def analysis_of(person: Person, recording_id: str, version: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = person.http.get(
        f"/v1/recordings/{recording_id}/analysis", params={"version": version} if version else None
    ).json()
    return document


def measures_in(document: Mapping[str, Any]) -> Measures:
    return {measure["name"]: measure for measure in document["measures"]}


def test_without_a_text_model_answers_are_counted_and_the_rest_is_unavailable(
    anna: Person, speech: Speech
) -> None:
    document = analysis_of(anna, answered(anna, speech))
    found = measures_in(document)
    assert {part["name"] for part in document["parts"]} == set(ANALYSES)
    assert found["answer_coverage"]["value"] == pytest.approx(2 / 3, abs=0.01)
    assert found["domain_score"]["score"] > 0
    correctness = found["judged_correctness"]
    assert (correctness["status"], correctness["reason"]) == ("unavailable", "needs_text_model")
    assert "score" not in correctness
    assert {assessment["method"] for assessment in document["assessments"]} == {"offline"}


def test_a_text_model_judges_and_what_it_shows_is_heard(
    dora: Person, speech: Speech, model: tuple[ChatServer, str]
) -> None:
    recording = answered(dora, speech)
    document = analysis_of(dora, recording)
    found = measures_in(document)
    assert found["domain_score"]["score"] == found["judged_correctness"]["score"] == 75
    (span, *_) = found["judged_depth"]["spans"]
    assert QUOTE in span["note"]
    assert span["end_s"] <= document["duration_s"]
    assert {told["model"] for told in document["assessments"]} == {"judge-2026"}
    assert dora.sdk.report(recording)["assessments"]
    assert len(model[0].bodies) == 6


def test_one_analysis_is_made_anew_and_two_takes_are_compared(anna: Person, speech: Speech) -> None:
    first, second = answered(anna, speech), answered(anna, speech, SAID.replace("0.8", "1.6"))
    made = anna.sdk.analyses.renew(
        first, ["domain"], question="What do people miss while they wait for a turn?", wait_s=60
    )
    assert made["version"] == 2
    assert measures_in(made)["pause_rate"] == measures_in(analysis_of(anna, first, 1))["pause_rate"]
    assert (
        measures_in(made)["answer_relevance"] != measures_in(analysis_of(anna, first, 1))["answer_relevance"]
    )
    changes = {change.name: change.verdict for change in anna.sdk.analyses.compare(first, second)}
    assert changes["judged_correctness"] == "not_comparable"
    assert changes["clarity"] == "within_noise"
