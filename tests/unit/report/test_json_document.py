"""The JSON document: the contract's names, finite numbers, short lines."""

import json
import math

from services.report.application.documents.json_document import LINE_WIDTH, to_json
from services.report.domain.composition import Sources, compose
from tests.builders.report_sources import AT, REPORT_ID, a_measure, a_recording, an_analysis, sources


def document_of(material: Sources) -> str:
    return to_json(compose(material, report_id=REPORT_ID, at=AT))


def test_python_s_underscore_does_not_leave_the_service() -> None:
    pause = json.loads(document_of(sources()))["pauses"][1]
    assert pause["class"] == "medium"
    assert not any(name.endswith("_") for name in pause)


def test_times_are_utc_and_marked_so() -> None:
    assert json.loads(document_of(sources()))["created_at"] == "2026-11-21T08:30:00.000Z"


def test_what_is_no_number_becomes_null_and_never_nan() -> None:
    bad = a_measure("pace_cv", value=math.nan, score=math.inf)
    text = document_of(sources(analysis=an_analysis(measures=(bad,))))
    assert "NaN" not in text
    assert "Infinity" not in text
    assert json.loads(text)["parts"][1]["measures"] is not None


def test_a_nul_that_the_database_refuses_is_dropped() -> None:
    text = document_of(sources(recording=a_recording(title="a\0b")))
    assert json.loads(text)["recording"]["title"] == "ab"


def test_lines_are_short_where_their_content_is() -> None:
    lines = document_of(sources()).splitlines()
    assert all(len(line) <= LINE_WIDTH or " " in line.strip() for line in lines)
    assert any('{"kind": "word", "text": "Good"' in line for line in lines)


def test_the_layout_is_json_with_every_text() -> None:
    title = 'quotes " and \\ and \u2028 and {"a": [1]}'
    loaded = json.loads(document_of(sources(recording=a_recording(title=title))))
    assert loaded["recording"]["title"] == title
