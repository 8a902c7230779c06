"""What was said, as far as it can be counted: relevance, coverage and depth."""

from collections.abc import Sequence

from services.analyze.domain.content.answer import Answer, read_answer
from services.analyze.domain.content.assessment import OFFLINE, Assessment, overall
from services.analyze.domain.content.coverage import Coverage, cover, relevance
from services.analyze.domain.content.gates import shares_terms, why_not_judged
from services.analyze.domain.content.style import specifics
from services.analyze.domain.definitions.content_measures import (
    ANSWER_COVERAGE,
    ANSWER_DEPTH,
    ANSWER_RELEVANCE,
    DOMAIN,
    DOMAIN_SCORE,
    JUDGED,
    graded,
)
from services.analyze.domain.findings import Findings, nothing, scale_of
from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure, measured, not_measured

MOST_SPANS = 5
ENOUGH_SKILLS = 3
"""Nobody names all the skills of a résumé in one answer."""


def analyze_domain(material: Material) -> Findings:
    answer = read_answer(material.transcript)
    gate = why_not_judged(material, answer) or ("" if material.brief.asks else "no_question")
    if gate:
        return nothing(DOMAIN, gate)
    covered = _covered(material, answer)
    criteria = (_relevance(material, answer), _coverage(material, covered), _depth(material, answer))
    score = _score(material, answer, criteria)
    judged = tuple(not_measured(definition, "needs_text_model") for definition in JUDGED[DOMAIN])
    return Findings((score, *criteria, *judged), assessments=(_assessment(answer, covered),))


def _score(material: Material, answer: Answer, criteria: Sequence[Measure]) -> Measure:
    """An experience told in other words than the question's is for a text model to judge."""
    if not shares_terms(answer, material.brief):
        return not_measured(DOMAIN_SCORE, "off_topic")
    return overall(DOMAIN_SCORE, criteria, graded(material.profile))


def _relevance(material: Material, answer: Answer) -> Measure:
    found = relevance(answer, material.brief)
    if found is None:
        return not_measured(ANSWER_RELEVANCE, "no_question")
    spans = [sentence.quoted("To the question") for sentence in found.sentences]
    return measured(ANSWER_RELEVANCE, found.share, scale_of(ANSWER_RELEVANCE, material), spans=spans)


def _covered(material: Material, answer: Answer) -> Coverage | None:
    return cover(answer, material.brief.key_points or material.brief.skills)


def _coverage(material: Material, covered: Coverage | None) -> Measure:
    if covered is None:
        return not_measured(ANSWER_COVERAGE, "no_key_points")
    share = covered.share
    if not material.brief.key_points:
        share = min(1.0, len(covered.covered) / min(ENOUGH_SKILLS, len(material.brief.skills)))
    spans = [sentence.quoted(point) for point, sentence in covered.covered[:MOST_SPANS]]
    return measured(ANSWER_COVERAGE, share, scale_of(ANSWER_COVERAGE, material), spans=spans)


def _depth(material: Material, answer: Answer) -> Measure:
    if not answer.has_sentences:
        return not_measured(ANSWER_DEPTH, "no_punctuation")
    found = specifics(answer)
    spans = [sentence.quoted("Specific") for sentence in found[:MOST_SPANS]]
    share = len(found) / len(answer.sentences)
    return measured(ANSWER_DEPTH, share, scale_of(ANSWER_DEPTH, material), spans=spans)


def _assessment(answer: Answer, covered: Coverage | None) -> Assessment:
    points = covered.covered if covered else ()
    missing = covered.missing if covered else ()
    return Assessment(
        name=DOMAIN,
        method=OFFLINE,
        strengths=tuple(f"You speak of {point}." for point, _ in points[:MOST_SPANS]),
        improvements=tuple(f"Nothing was heard of {point}." for point in missing[:MOST_SPANS]),
        quotes=tuple(sentence.quoted(point) for point, sentence in points[:MOST_SPANS]),
        disregarded=tuple(sentence.quoted("Counts for nothing") for sentence in answer.disregarded),
    )
