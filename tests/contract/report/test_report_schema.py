"""The report document against its published schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from chassis.errors import Problem
from services.report.application.documents.json_document import to_json
from services.report.application.documents.json_schema import report_schema
from services.report.domain.analysis import Part
from services.report.domain.composition import Sources, compose
from services.report.domain.report import SCHEMA
from tests.builders.report_sources import (
    AT,
    REPORT_ID,
    a_miscue,
    a_recording,
    a_transcript,
    an_analysis,
    sources,
)

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "report.schema.json"
FAILED = Part("pace", "failed", "timed_out", Problem("t", "Time is over", 503, "Too slow.", "timed_out"))
SILENT = an_analysis(has_speech=False, parts=(), measures=(), pauses=(), pace=(), fillers=(), repetitions=())


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def document_of(material: Sources) -> dict[str, object]:
    loaded = json.loads(to_json(compose(material, report_id=REPORT_ID, at=AT)))
    assert isinstance(loaded, dict)
    return loaded


def test_the_published_schema_is_that_of_the_code() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == report_schema(), "run `make docs`"


@pytest.mark.parametrize(
    "material",
    [
        sources(),
        sources(analysis=an_analysis(parts=(FAILED,), miscues=(a_miscue(),))),
        Sources(a_recording(title=""), a_transcript("", possible_fillers=()), SILENT),
    ],
    ids=["talk", "partial", "silent"],
)
def test_every_report_is_valid(validator: Draft202012Validator, material: Sources) -> None:
    document = document_of(material)
    validator.validate(document)
    assert document["schema"] == SCHEMA


def test_the_schema_notices_a_field_that_is_gone(validator: Draft202012Validator) -> None:
    document = document_of(sources())
    del document["summary"]
    with pytest.raises(ValidationError):
        validator.validate(document)
