"""OpenAI's audio API: what is asked of each kind of model, and which of its answers are understood."""

from collections.abc import Iterator

import pytest

from services.transcribe.adapters.outbound.recognizers.openai_server.source import OpenAISource
from services.transcribe.adapters.outbound.recognizers.prompting import VERBATIM_HINT
from services.transcribe.adapters.outbound.recognizers.remote.source import Surroundings
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import EngineNonsense, EngineRefused, Hearing
from services.transcribe.domain.audio import Span
from tests.builders.events import TIME
from tests.builders.openai_audio import OpenAIAudio
from tests.builders.prepared_audio import noise, prepared
from tests.builders.remote_engines import Installation, a_task, installed
from tests.builders.remote_servers import RemoteServer, Reply, error
from tests.fakes.call_book import FakeCallBook

TIMEOUT_S = 20
DURATION_S = 4.0


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    return prepared(tmp_path_factory.mktemp("audio"), noise(DURATION_S))


@pytest.fixture
def engine() -> Iterator[Installation]:
    with installed("openai") as engine:
        yield engine


def hear(engine: Installation, audio: LocalAudio, span: Span | None = None, **task: object) -> Hearing:
    return engine.recognizer.recognize(a_task(audio, span, **task)).result(TIMEOUT_S)


def service_of(engine: Installation) -> OpenAIAudio:
    assert isinstance(engine.service, OpenAIAudio)
    return engine.service


def test_a_whisper_is_asked_for_times_and_kept_to_what_was_spoken(
    engine: Installation, audio: LocalAudio
) -> None:
    task = a_task(audio, Span(1.0, 3.0), language="en-GB", prompt="Rostrum, Quintilian")
    engine.recognizer.recognize(task).result(TIMEOUT_S)
    service = service_of(engine)
    assert service.forms == [
        {
            "model": ["whisper-1"],
            "language": ["en"],
            "prompt": ["Um, uh, hmm, er, ah. Rostrum, Quintilian"],
            "response_format": ["verbose_json"],
            "timestamp_granularities[]": ["word", "segment"],
        }
    ]
    assert service.audio_s == [pytest.approx(2.0)]
    (received,) = engine.server.received
    assert received.headers["Idempotency-Key"] == task.job_key


def test_a_prompt_of_the_record_is_taken_as_it_is(engine: Installation, audio: LocalAudio) -> None:
    hear(engine, audio, prompt="Verbatim, please.", prompt_version=3)
    assert service_of(engine).forms[0]["prompt"] == ["Verbatim, please."]


def test_the_hint_is_short_because_long_ones_cost_speech() -> None:
    assert len(VERBATIM_HINT) <= 32


def test_a_language_that_is_to_be_told_is_not_named(engine: Installation, audio: LocalAudio) -> None:
    assert hear(engine, audio, language="").language == "en"
    assert "language" not in service_of(engine).forms[0]


def test_a_translation_goes_to_its_own_address(engine: Installation, audio: LocalAudio) -> None:
    assert hear(engine, audio, language="de", translate=True).words
    assert engine.server.received[0].path == "/v1/audio/translations"
    assert service_of(engine).forms == [{"model": ["whisper-1"], "response_format": ["verbose_json"]}]


def test_words_without_times_are_spread_over_their_segment(engine: Installation, audio: LocalAudio) -> None:
    service_of(engine).timed_words = False
    words = hear(engine, audio).words
    assert [word.written for word in words[:2]] == ["Good", "morning,"]
    assert words[-1].span.end_s == pytest.approx(DURATION_S)


def test_a_server_without_times_is_asked_for_plain_text_from_then_on(
    engine: Installation, audio: LocalAudio
) -> None:
    service_of(engine).formats = ("json",)
    first, second = hear(engine, audio), hear(engine, audio)
    assert first.words == second.words
    formats = [form["response_format"] for form in service_of(engine).forms]
    assert formats == [["verbose_json"], ["json"], ["json"]]


def test_a_model_that_writes_text_is_not_asked_for_times(audio: LocalAudio) -> None:
    with installed("openai", model="gpt-4o-transcribe") as engine:
        assert hear(engine, audio).words
        assert service_of(engine).forms[0]["response_format"] == ["json"]
        assert not engine.recognizer.capabilities.word_times


def test_a_model_that_tells_speakers_apart_does(audio: LocalAudio) -> None:
    with installed("openai", model="gpt-4o-transcribe-diarize") as engine:
        words = hear(engine, audio, speakers=True).words
        assert [(word.written, word.speaker) for word in words] == [
            ("Good", "A"),
            ("morning.", "A"),
            ("Hello.", "B"),
        ]
        form = service_of(engine).forms[0]
        assert (form["response_format"], form["chunking_strategy"]) == (["diarized_json"], ["auto"])
        assert "prompt" not in form


def a_verbose(**changes: object) -> Reply:
    word = {"word": "hello", "start": 0.0, "end": 0.5}
    return Reply.of(
        {"text": "hello", "language": "english", "words": [word], "unknown": {"extra": 1}} | changes
    )


def test_what_is_not_known_of_an_answer_is_no_trouble(engine: Installation, audio: LocalAudio) -> None:
    engine.server.faults = [a_verbose()]
    assert [word.text for word in hear(engine, audio).words] == ["hello"]


@pytest.mark.parametrize(
    "changes",
    [
        {"words": [{"word": "hello", "start": -30.0, "end": 0.5}]},
        {"words": [{"word": "hello", "start": 0.0, "end": 9999.0}]},
        {"words": [{"word": "a", "start": 3.0, "end": 3.5}, {"word": "b", "start": 0.0, "end": 0.5}]},
        {"words": [{"word": "hello", "start": None, "end": 0.5}]},
        {"words": [{"word": "hello", "start": "0", "end": "1"}]},
        {"words": [{"start": 0.0, "end": 0.5}]},
        {"words": [{"word": "um", "start": 0.0, "end": 0.0}] * 5000},
        {"text": None},
        {"text": "word " * 5000, "words": None},
    ],
)
def test_answers_that_can_not_be_true_are_refused(
    engine: Installation, audio: LocalAudio, changes: dict[str, object]
) -> None:
    engine.server.faults = [a_verbose(**changes)]
    with pytest.raises(EngineNonsense):
        hear(engine, audio)


def test_a_number_beyond_all_numbers_is_no_time(engine: Installation, audio: LocalAudio) -> None:
    engine.server.faults = [Reply(body=b'{"text": "a", "words": [{"word": "a", "start": 0, "end": 1e999}]}')]
    with pytest.raises(EngineNonsense):
        hear(engine, audio)


def test_a_refusal_of_the_audio_is_final(engine: Installation, audio: LocalAudio) -> None:
    engine.server.broken = error(400)
    with pytest.raises(EngineRefused):
        hear(engine, audio)
    assert len(engine.server.received) == 2, "once with times, once without"


def a_source(server: RemoteServer, prices: dict[str, float] | None = None) -> OpenAISource:
    around = Surroundings(FakeCallBook(), prices or {}, 2, lambda: TIME)
    return OpenAISource(f"{server.url}/v1", "openai-test-key", "my-whisper", around)


def test_models_are_those_of_the_server_that_hear_speech(engine: Installation) -> None:
    source = a_source(engine.server)
    assert list(source.models()) == ["my-whisper", "whisper-1", "gpt-4o-transcribe"]
    assert source.has("whisper-1")
    assert not source.has("gpt-4o")
    assert len(engine.server.received) == 1, "the list is kept for a while"
    source.stop(1.0)


def test_a_server_that_lists_nothing_is_believed_to_have_what_is_asked_for(engine: Installation) -> None:
    engine.server.broken = error(500)
    source = a_source(engine.server)
    assert list(source.models()) == ["my-whisper"]
    assert source.has("anything")
    source.stop(1.0)


def test_other_servers_cost_what_the_operator_says(engine: Installation, audio: LocalAudio) -> None:
    for prices, usd in (({}, 0.0), ({"openai/whisper-1": 0.3}, 0.02)):
        source = a_source(engine.server, prices)
        hearing = source.recognizer("whisper-1").recognize(a_task(audio)).result(TIMEOUT_S)
        assert hearing.cost_usd == pytest.approx(usd)
        assert source.recognizer("whisper-1") is source.recognizer("whisper-1")
        source.stop(1.0)
