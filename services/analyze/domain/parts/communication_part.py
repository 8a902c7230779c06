"""How it was put, as far as it can be counted: clarity, structure, coherence and conciseness."""

from collections.abc import Sequence
from itertools import islice

from services.analyze.domain.content.answer import Answer, Sentence, read_answer
from services.analyze.domain.content.assessment import OFFLINE, Assessment, overall
from services.analyze.domain.content.frameworks import Structure, find_structure
from services.analyze.domain.content.gates import why_not_judged
from services.analyze.domain.content.style import linked_share, longest, plain_share, unlinked, usual_length
from services.analyze.domain.definitions.content_measures import (
    CLARITY,
    COHERENCE,
    COMMUNICATION,
    COMMUNICATION_SCORE,
    CONCISENESS,
    JUDGED,
    STRUCTURE,
    graded,
)
from services.analyze.domain.findings import Findings, nothing, scale_of
from services.analyze.domain.material import Material
from services.analyze.domain.measure import ListenTo, Measure, MeasureDefinition, measured, not_measured

MOST_SPANS = 3
GOOD = 80.0
"""From this score on a criterion is named as a strength; below the next one, as something to improve."""
TO_IMPROVE = 60.0


def analyze_communication(material: Material) -> Findings:
    answer = read_answer(material.transcript)
    gate = why_not_judged(material, answer)
    if gate:
        return nothing(COMMUNICATION, gate)
    structure = find_structure(answer, material.brief)
    criteria = (
        _clarity(material, answer),
        _counted(STRUCTURE, structure.share, material, _slots(structure)),
        _coherence(material, answer),
        _counted(CONCISENESS, plain_share(material, answer), material, ()),
    )
    score = overall(COMMUNICATION_SCORE, criteria, graded(material.profile))
    judged = tuple(not_measured(definition, "needs_text_model") for definition in JUDGED[COMMUNICATION])
    return Findings((score, *criteria, *judged), assessments=(_assessment(answer, structure, criteria),))


def _counted(
    definition: MeasureDefinition, value: float, material: Material, spans: Sequence[ListenTo]
) -> Measure:
    return measured(definition, value, scale_of(definition, material), spans=spans)


def _clarity(material: Material, answer: Answer) -> Measure:
    if not answer.has_sentences:
        return not_measured(CLARITY, "no_punctuation")
    return _counted(CLARITY, usual_length(answer), material, _quoted(longest(answer), "Long"))


def _coherence(material: Material, answer: Answer) -> Measure:
    if not answer.has_sentences:
        return not_measured(COHERENCE, "no_punctuation")
    share = linked_share(answer)
    if share is None:
        return not_measured(COHERENCE, "too_few_sentences")
    loose = _quoted(islice(unlinked(answer), MOST_SPANS), "Stands alone")
    return _counted(COHERENCE, share, material, loose)


def _slots(structure: Structure) -> list[ListenTo]:
    return [sentence.quoted(name.capitalize()) for name, sentence in structure.found.items()]


def _quoted(sentences: "Sequence[Sentence] | islice[Sentence]", label: str) -> list[ListenTo]:
    return [sentence.quoted(label) for sentence in sentences]


def _assessment(answer: Answer, structure: Structure, criteria: Sequence[Measure]) -> Assessment:
    scored = [measure for measure in criteria if measure.score is not None]
    missing = [f"The {name} is not there, or not recognisable as such." for name in structure.missing]
    weak = [measure.explanation for measure in scored if (measure.score or 0.0) < TO_IMPROVE]
    return Assessment(
        name=COMMUNICATION,
        method=OFFLINE,
        strengths=tuple(measure.explanation for measure in scored if (measure.score or 0.0) >= GOOD),
        improvements=(*weak, *missing),
        quotes=tuple(_slots(structure)),
        framework=structure.framework.name,
        disregarded=tuple(sentence.quoted("Counts for nothing") for sentence in answer.disregarded),
    )
