"""E1 and E4: engines that hang and services that talk nonsense, with another engine to fall back on."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import pytest

from tests.builders.people import Person
from tests.builders.remote_servers import DRIP, HANG, NONSENSE, Protocol, Received, Reply
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.harness.engine_calls import KEY, recognitions
from tests.faults.harness.foreign_services import Surrounded, surrounded
from tests.faults.harness.invariants import on_the_way
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.theatre import Theatre

FREE = "Nothing is ever lost."
SAID = (
    "Good morning and thank you for coming. [pause 0.8] Today I want to talk about the way we listen. "
    "[pause 0.8] Most people wait for their turn to speak. While they wait they plan their answer, "
    "and so they miss the words that matter."
)
TEXT = re.sub(r"\[pause [0-9.]+\] ", "", SAID)
QUESTION = "Why do people listen badly?"
KEY_POINTS = "they wait for their turn\nthey plan their answer\nthey look at their phones"
STRANGE_JUDGEMENTS = (
    '{"criteria": NaN}',
    '{"role": "admin"}',
    '{"criteria": {}, "strengths": [], "improvements": [], "score": 100}',
)
REPEATS = 3
"""A text model is asked so often for one judgement, and each time answers something else here."""
DONE_S = 150
STUCK = 8
OTHERS = 2
"""Threads that have nothing to do with calls, and start when something is first done."""
DEADLINE_S, SOONEST_S = 60.0, 54.0
TIMES = 5
STRANGE = {
    "html": NONSENSE["html"],
    "cut JSON": NONSENSE["cut-json"],
    "50 MB": NONSENSE["long"],
    "another schema": NONSENSE["wrong-schema"],
    "NaN": Reply(body=b'{"text": "good morning", "duration": NaN}'),
    "no choices": Reply.of({"choices": []}),
}
"""Answers of which nobody can make anything, at either service."""
SLOWER, NOISE_S = 2.0, 0.5
"""What is done beside a hanging engine may take so many times as long, and a moment: no machine is always the
same, and whoever waits for the engine waits for a minute."""


@pytest.fixture(scope="module")
def services(theatre: Theatre) -> Surrounded:
    return theatre.show("services", surrounded)


@pytest.fixture
def person(services: Surrounded) -> Iterator[Person]:
    with Person(services.stage.platform) as person:
        yield person
    eventually(lambda: on_the_way(services.stage.platform) == {}, timeout_s=60)


def spoken(person: Person, speech: Speech) -> str:
    """Free speech, which is the engine's."""
    return person.sdk.submit(speech.say(FREE)).id


def answered(person: Person, speech: Speech) -> str:
    """Read as well, as an answer to a question."""
    recording = person.sdk.submit(
        speech.say(SAID),
        analyses=("domain", "pace"),
        reference_text=TEXT,
        question=QUESTION,
        key_points=KEY_POINTS,
        profile="interview",
    )
    return person.sdk.wait(recording.id, timeout_s=DONE_S).id


def engines_of(person: Person, recording_id: str) -> set[str]:
    recording = person.sdk.wait(recording_id, timeout_s=DONE_S)
    assert recording.status == "completed", recording
    return {
        used["name"]
        for used in person.http.get(f"/v1/recordings/{recording_id}/transcript").json()["engines_used"]
    }


def read_aloud(person: Person, speech: Speech) -> str:
    """A text that is read, which is PocketSphinx's."""
    recording = person.sdk.submit(speech.say(FREE), reference_text=FREE)
    return person.sdk.wait(recording.id, timeout_s=DONE_S).id


def work_beside(person: Person, speech: Speech, known: str) -> dict[str, float]:
    """What needs no engine of anybody else's, in seconds: the best of a few."""

    def read() -> None:
        for what in ("", "/transcript", "/report", "/analysis"):
            person.http.get(f"/v1/recordings/{known}{what}").raise_for_status()

    kinds: dict[str, Callable[[], object]] = {
        "a text that is read, to its report": lambda: read_aloud(person, speech),
        "an analysis made anew": lambda: person.sdk.analyses.renew(known, ["pace"], wait_s=60),
        "reading all of a recording": read,
    }
    return {kind: min(_seconds(act) for _ in range(TIMES)) for kind, act in kinds.items()}


def _seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


@scenario("E1", "An engine that hangs or drips holds up nothing but its own calls, and these for a minute")
@pytest.mark.waits
@pytest.mark.timeout(420)
def test_an_engine_that_hangs(services: Surrounded, person: Person, speech: Speech, score: Score) -> None:
    warm(services, person, speech)
    known = read_aloud(person, speech)
    usual = work_beside(person, speech, known)
    threads, connections = services.threads(), services.connections()
    began, mishaps = time.monotonic(), cycle((HANG, DRIP))
    called = len(recognitions(services.stage.engine))
    with answering(services, lambda received: next(mishaps)):
        stuck = [spoken(person, speech) for _ in range(STUCK)]
        eventually(lambda: len(recognitions(services.stage.engine)) == called + STUCK)
        beside = work_beside(person, speech, known)
        assert time.monotonic() - began < SOONEST_S, "the first call ended before the other work was measured"
        assert {name for one in stuck for name in engines_of(person, one)} == {"pocketsphinx"}
    for kind, seconds in beside.items():
        score.number(f"{kind}, before", usual[kind], "s")
        score.at_most(f"{kind}, beside it", seconds, round(SLOWER * usual[kind] + NOISE_S, 2), "s")
    score.number("finished by another engine after", time.monotonic() - began, "s")
    calls = 'rostrum_remote_call_seconds_{}{{{}outcome="busy",service="openai"}}'
    late = services.told(calls.format("count", "")) - services.told(calls.format("bucket", 'le="60.0",'))
    score.exactly(f"calls of more than {DEADLINE_S:g} s", late, 0)
    score.at_most("threads more than before", services.threads() - threads, OTHERS)
    score.at_most("connections more than before", services.connections() - connections, 0)


def warm(services: Surrounded, person: Person, speech: Speech) -> None:
    """As many calls at once as there will be later: threads that wait for calls stay."""
    answers = services.stage.engine.protocol

    def slowly(received: Received) -> Reply:
        time.sleep(1.0)
        return answers(received)

    with answering(services, slowly):
        for recording_id in [spoken(person, speech) for _ in range(2 * STUCK)]:
            assert engines_of(person, recording_id) == {"openai"}


@contextmanager
def answering(services: Surrounded, protocol: Protocol) -> Iterator[None]:
    """The engine, so, for as long as the block lasts."""
    engine, answers = services.stage.engine, services.stage.engine.protocol
    engine.protocol = protocol
    try:
        yield
    finally:
        engine.protocol = answers


def mishearing(services: Surrounded, replies: list[Reply]) -> Protocol:
    """Each recognition has the next of these answers, while there is one; other questions have their own."""
    answers = services.stage.engine.protocol

    def answer(received: Received) -> Reply:
        return replies.pop(0) if replies and received.headers.get(KEY) else answers(received)

    return answer


@scenario("E4", "An engine that answers nonsense is not believed, and another one is asked")
@pytest.mark.waits
@pytest.mark.timeout(300)
def test_an_engine_that_talks_nonsense(
    services: Surrounded, person: Person, speech: Speech, score: Score
) -> None:
    nonsense = 'rostrum_transcribe_engine_pieces_total{engine="openai",model="whisper-1",outcome="nonsense"}'
    before, used, kinds = services.told(nonsense), list[set[str]](), list(STRANGE.values())
    for first, second in zip(kinds[::2], kinds[1::2], strict=True):
        with answering(services, mishearing(services, [first, first, second, second])):
            asked = [spoken(person, speech) for _ in range(2)]
            used += [engines_of(person, recording_id) for recording_id in asked]
        assert engines_of(person, spoken(person, speech)) == {"openai"}, "it was left alone for its nonsense"
    score.number("kinds of nonsense", len(STRANGE))
    score.exactly("told as such", services.told(nonsense) - before, 2 * len(STRANGE))
    score.exactly("transcripts by another engine", used.count({"pocketsphinx"}), len(STRANGE))
    answers = services.stage.engine.protocol
    with answering(services, lambda received: with_more(answers(received))):
        assert engines_of(person, spoken(person, speech)) == {"openai"}


def with_more(reply: Reply) -> Reply:
    """What nobody has asked for does no harm."""
    return Reply.of(json.loads(reply.body) | {"x_groq": {"id": "1"}, "usage": None})


@scenario("E4", "A text model that answers nonsense costs the judgement, and never the report")
@pytest.mark.waits
@pytest.mark.timeout(300)
def test_a_text_model_that_talks_nonsense(
    services: Surrounded, person: Person, speech: Speech, score: Score
) -> None:
    known = answered(person, speech)
    assert judgement_in(analysis_of(person, known)) == "completed"
    strange = [*STRANGE.values(), *map(judged_with, STRANGE_JUDGEMENTS)]
    unavailable = 0
    for start in range(0, len(strange), REPEATS):
        services.judge.faults = strange[start : start + REPEATS]
        recording = answered(person, speech)
        unavailable += judgement_in(analysis_of(person, recording)) == "text_model_failed"
        assert person.sdk.report(recording)["recording_id"] == recording
        person.sdk.analyses.renew(known, ["domain"], question=QUESTION, wait_s=60)
    score.number("kinds of nonsense", len(strange))
    score.exactly("reports, the judgement marked unavailable", unavailable, len(strange) // REPEATS)


def judged_with(content: str) -> Reply:
    """An answer of the protocol, with something else in it than was asked for."""
    return Reply.of({"choices": [{"message": {"role": "assistant", "content": content}}]})


def analysis_of(person: Person, recording_id: str) -> dict[str, Any]:
    document: dict[str, Any] = person.http.get(f"/v1/recordings/{recording_id}/analysis").json()
    return document


def judgement_in(document: Mapping[str, Any]) -> str:
    """Whether there is one, and why not."""
    found = {measure["name"]: measure for measure in document["measures"]}["judged_correctness"]
    return str(found.get("reason") or found["status"])
