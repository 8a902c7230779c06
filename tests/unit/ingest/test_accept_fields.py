"""The fields of a recording beside what the engines can do."""

import pytest

from chassis.errors import InvalidInput
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.domain.transcription import Engine, Task
from tests.fakes.ingest_work import MemoryEngines


@pytest.fixture
def engines() -> MemoryEngines:
    return MemoryEngines()


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"engine": "parrot"}, "engine", "known are pocketsphinx, whisper"),
        ({"engine": "whisper"}, "engine", "run make models"),
        ({"model": "large"}, "model", "available are en-us"),
        ({"language": "tlh"}, "language", "available are en"),
        ({"task": "translate"}, "task", "translates"),
    ],
)
def test_what_no_engine_can_do_is_refused_with_what_there_is(
    engines: MemoryEngines, fields: dict[str, str], field: str, told: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        AcceptFields(engines)({name: [value] for name, value in fields.items()})
    assert caught.value.faults[0].pointer == f"/{field}"
    assert told in caught.value.detail


def test_what_an_engine_can_do_is_accepted(engines: MemoryEngines) -> None:
    engines.engines = [Engine("cloud", translates=True), *(engines.engines or ())]
    fields = {"engine": ["cloud"], "model": ["any"], "language": ["sw-KE"], "task": ["translate"]}
    submission = AcceptFields(engines)(fields)
    assert (submission.language, submission.transcription.task) == ("sw-KE", Task.TRANSLATE)


@pytest.mark.parametrize("fields", [{}, {"engine": ["pocketsphinx"]}])
def test_any_engine_takes_a_language_that_it_is_to_tell(
    engines: MemoryEngines, fields: dict[str, list[str]]
) -> None:
    assert AcceptFields(engines)({"language": ["auto"], **fields}).language == "auto"


def test_fields_pass_while_nobody_knows_the_engines(engines: MemoryEngines) -> None:
    engines.engines = None
    assert AcceptFields(engines)({"engine": ["parrot"]}).transcription.engine == "parrot"
