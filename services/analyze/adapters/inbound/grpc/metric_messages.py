"""The definition of a measure as the wire carries it."""

from rostrum.analyze.v1 import analyze_service_pb2 as pb

from services.analyze.domain.definitions import Metric
from services.analyze.domain.scales import Scale


def metric_message(metric: Metric) -> pb.Metric:
    definition = metric.definition
    return pb.Metric(
        name=definition.name,
        label=definition.label,
        part=definition.part,
        unit=definition.unit,
        meaning=definition.meaning,
        evidence=definition.evidence,
        source=definition.source,
        version=definition.version,
        english_bands=definition.english_bands,
        confidence=definition.confidence,
        scales=[_scale(profile, scale) for profile, scale in metric.scales.items()],
    )


def _scale(profile: str, scale: Scale) -> pb.MetricScale:
    return pb.MetricScale(
        profile=profile,
        edges=scale.edges,
        bands=scale.bands,
        ideal_low=scale.ideal_low,
        ideal_high=scale.ideal_high,
        curve=[pb.CurvePoint(value=value, score=score) for value, score in scale.curve],
    )
