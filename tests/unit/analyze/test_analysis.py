"""The analysis as a whole: how parts end, and how much of it there can be."""

import json

import pytest

from chassis.clock import new_id
from services.analyze.adapters.inbound.grpc.analysis_messages import analysis_message
from services.analyze.adapters.outbound.postgres.analysis_document import from_document, to_document
from services.analyze.domain.analysis import Analysis, Outcome, Subject, assemble
from services.analyze.domain.errors import AnalysisCrashed
from services.analyze.domain.material import Span
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import a_material, a_transcript, words_of
from tests.builders.events import TIME

GRPC_LIMIT = 4 * 1024 * 1024


def _analysis(*outcomes: Outcome) -> Analysis:
    subject = Subject(new_id(), new_id(), new_id(), "reading", "en", 3600.0, True, TIME)
    return assemble(subject, outcomes)


def test_a_part_that_failed_is_one_of_its_parts() -> None:
    analysis = _analysis(Outcome("pace", 1.23456, error=AnalysisCrashed("x")))
    (part,) = analysis.parts
    assert (part.name, part.status, part.reason, part.elapsed_s) == (
        "pace",
        "failed",
        "analysis_crashed",
        1.235,
    )
    assert part.problem
    assert part.problem.type.endswith("/analysis_crashed")
    assert analysis.partial


def test_a_part_without_a_value_says_why() -> None:
    silent = PARTS["pace"](a_material(a_transcript()))
    (part,) = _analysis(Outcome("pace", 0.1, silent)).parts
    assert (part.status, part.reason) == ("insufficient_data", "no_speech")


@pytest.mark.long
def test_the_worst_hour_fits_into_one_message_and_one_document() -> None:
    """Every second word is another one than in the text, and there is a pause each second."""
    words = words_of("wrong um right right " * 3000, each_s=0.25)
    text = "right left, " * 6000
    speech = tuple(Span(float(n), n + 0.7) for n in range(3600))
    transcript = a_transcript(words, reference_status="read", speech=speech, duration_s=3600.0)
    material = a_material(transcript, reference=text, profile="reading")
    analysis = _analysis(*(Outcome(name, 0.1, part(material)) for name, part in PARTS.items()))
    assert len(analysis.pauses) > 3500
    assert len(analysis.miscues) > 1000
    assert len(analysis_message(analysis).SerializeToString()) < GRPC_LIMIT
    stored = json.dumps(to_document(analysis), allow_nan=False)
    assert from_document(json.loads(stored)) == analysis
