"""An analysis as the JSON document that is stored, and back."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import Problem
from services.analyze.adapters.outbound.postgres.pronunciation_document import pronunciation_of
from services.analyze.domain.analysis import Analysis, Part, Subject
from services.analyze.domain.content.assessment import Assessment
from services.analyze.domain.emphasis import EmphasizedWord
from services.analyze.domain.fillers import Filler
from services.analyze.domain.measure import ListenTo, Measure
from services.analyze.domain.miscues import Miscue
from services.analyze.domain.pace import PaceWindow
from services.analyze.domain.pauses import Pause
from services.analyze.domain.repetitions import Repetition

Document = Mapping[str, Any]


def to_document(analysis: Analysis) -> dict[str, Any]:
    """Numbers are finite by then: a measure refuses others."""
    document = dataclasses.asdict(analysis)
    del document["asked"]
    subject = document["subject"]
    for name in ("analysis_id", "recording_id", "transcript_id"):
        subject[name] = str(subject[name])
    subject["created_at"] = subject["created_at"].isoformat()
    return document


def from_document(document: Document) -> Analysis:
    return Analysis(
        subject=_subject(document["subject"]),
        parts=tuple(_part(part) for part in document["parts"]),
        measures=tuple(_measure(measure) for measure in document["measures"]),
        pauses=tuple(Pause(**pause) for pause in document["pauses"]),
        pace=tuple(PaceWindow(**window) for window in document["pace"]),
        fillers=tuple(Filler(**filler) for filler in document["fillers"]),
        repetitions=tuple(
            Repetition(**{**repetition, "word_ids": tuple(repetition["word_ids"])})
            for repetition in document["repetitions"]
        ),
        miscues=tuple(
            Miscue(**{**miscue, "word_ids": tuple(miscue["word_ids"])}) for miscue in document["miscues"]
        ),
        emphasized_words=tuple(EmphasizedWord(**word) for word in document.get("emphasized_words", ())),
        pronunciation=pronunciation_of(document.get("pronunciation")),
        assessments=tuple(_assessment(assessment) for assessment in document.get("assessments", ())),
    )


def _subject(subject: Document) -> Subject:
    ids = {name: UUID(subject[name]) for name in ("analysis_id", "recording_id", "transcript_id")}
    return Subject(**{**subject, **ids, "created_at": datetime.fromisoformat(subject["created_at"])})


def _part(part: Document) -> Part:
    problem = part["problem"]
    return Part(**{**part, "problem": Problem(**problem) if problem else None})


def _measure(measure: Document) -> Measure:
    return Measure(**{**measure, "spans": tuple(ListenTo(**span) for span in measure["spans"])})


def _assessment(assessment: Document) -> Assessment:
    places = {
        name: tuple(ListenTo(**span) for span in assessment[name]) for name in ("quotes", "disregarded")
    }
    remarks = {name: tuple(assessment[name]) for name in ("strengths", "improvements")}
    return Assessment(**{**assessment, **places, **remarks})
