"""The alert rules as data, read by a parser of Prometheus' language."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import promql_parser
import yaml

FILE = Path(__file__).resolve().parents[2] / "deploy" / "alerts" / "rostrum.rules.yaml"


@dataclass(frozen=True)
class Rule:
    """`expression` is the syntax tree; what is no PromQL can't be read."""

    name: str
    expression: promql_parser.Expr
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    def selectors(self) -> list[promql_parser.VectorSelector]:
        """Every mention of a metric."""
        found: list[promql_parser.VectorSelector] = []

        def visit(node: promql_parser.Expr) -> None:
            if isinstance(node, promql_parser.VectorSelector):
                found.append(node)

        promql_parser.walk(self.expression, visit)
        return found

    def grouped_by(self) -> set[str]:
        """The labels that aggregations keep."""
        kept: set[str] = set()

        def visit(node: promql_parser.Expr) -> None:
            if isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
                kept.update(node.modifier.labels)

        promql_parser.walk(self.expression, visit)
        return kept

    def threshold(self) -> float:
        """Of a rule that says `… > number`."""
        assert str(self.expression.op) == ">", f"{self.name} compares with no number"
        return float(self.expression.rhs.val)


def rules() -> list[Rule]:
    groups = yaml.safe_load(FILE.read_text())["groups"]
    return [
        Rule(rule["alert"], promql_parser.parse(rule["expr"]), rule["labels"], rule["annotations"])
        for group in groups
        for rule in group["rules"]
    ]
