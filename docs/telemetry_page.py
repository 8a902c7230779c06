"""The table of docs/telemetry.md: every Prometheus metric that the code declares."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = ("chassis", "services")
KINDS = ("Counter", "Gauge", "Histogram")


def metrics_table(root: Path) -> str:
    rows = sorted(
        row for folder in SOURCES for path in (root / folder).rglob("*.py") for row in _declared(path)
    )
    return "\n".join(["| metric | kind | labels | what it says |", "|---|---|---|---|", *rows]) + "\n"


def _declared(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            yield from _row(node.func.id, [part for part in map(_literal, node.args) if part is not None])


def _row(kind: str, arguments: list[object]) -> Iterator[str]:
    """A collection of the standard library has a kind's name too, and no name and meaning."""
    if len(arguments) >= 2 and str(arguments[0]).startswith("rostrum_"):
        labels = arguments[2] if len(arguments) > 2 else ()
        shown = ", ".join(f"`{label}`" for label in labels) if isinstance(labels, list | tuple) else ""
        yield f"| `{arguments[0]}` | {kind.lower()} | {shown} | {arguments[1]} |"


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
