"""What is measured here, and how."""

from dataclasses import dataclass

from services.analyze.domain.definitions import MEASURES, Metric
from services.analyze.domain.profiles import Profiles


@dataclass(frozen=True)
class ListMetrics:
    """Explains every measure.

    - The definitions are those that the analyses use, with the bands of this installation's profiles.
    """

    profiles: Profiles

    def __call__(self) -> tuple[Metric, ...]:
        return tuple(Metric.of(definition, self.profiles) for definition in MEASURES.values())
