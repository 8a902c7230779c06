"""What was counted of an answer, with what a text model makes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from services.analyze.domain.content.assessment import TEXT_MODEL, Assessment, overall
from services.analyze.domain.content.judging import PROMPT_VERSION, Judgement, judged_measure
from services.analyze.domain.definitions.content_measures import (
    COMMUNICATION,
    COMMUNICATION_SCORE,
    DOMAIN,
    DOMAIN_SCORE,
    JUDGED,
    graded,
)
from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material
from services.analyze.domain.measure import Measure, MeasureDefinition, not_measured

MOST_REMARKS = 3
_WHOLE: Mapping[str, MeasureDefinition] = MappingProxyType(
    {DOMAIN: DOMAIN_SCORE, COMMUNICATION: COMMUNICATION_SCORE}
)


def may_be_judged(counted: Findings) -> bool:
    """Whether the answer has passed the gates: what they stop is never shown to a model."""
    return bool(counted.assessments)


def with_judgements(
    part: str, counted: Findings, judgements: Sequence[Judgement], model: str, material: Material
) -> Findings:
    """The judged criteria make the score of the part; what was counted stays beside them."""
    scale = graded(material.profile)
    judged = {one.name: judged_measure(one, judgements, scale) for one in JUDGED[part]}
    judged[_WHOLE[part].name] = overall(_WHOLE[part], tuple(judged.values()), scale)
    told = replace(
        counted.assessments[0],
        method=TEXT_MODEL,
        strengths=_distinct(judgement.strengths for judgement in judgements),
        improvements=_distinct(judgement.improvements for judgement in judgements),
        quotes=tuple(span for measure in judged.values() for span in measure.spans),
        model=model,
        model_prompt_version=PROMPT_VERSION,
        repeats=len(judgements),
    )
    return _merged(counted, judged, told)


def without_judgement(part: str, counted: Findings) -> Findings:
    """The model failed: what was counted stands, and says so."""
    failed = {one.name: not_measured(one, "text_model_failed") for one in JUDGED[part]}
    return _merged(counted, failed, counted.assessments[0])


def _merged(counted: Findings, judged: Mapping[str, Measure], told: Assessment) -> Findings:
    measures = tuple(judged.get(measure.name, measure) for measure in counted.measures)
    return replace(counted, measures=measures, assessments=(told,))


def _distinct(remarks: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Of all repeats, each remark once, the first ones first."""
    return tuple(dict.fromkeys(remark for some in remarks for remark in some))[:MOST_REMARKS]
