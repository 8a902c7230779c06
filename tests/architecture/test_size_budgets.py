"""Small named functions and short files: the budgets that keep the code readable."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("chassis", "services", "deploy", "clients", "tests", "benchmarks", "docs", "training")
LONGEST_FUNCTION = 50
LONGEST_FILE = 300
P95_FUNCTION = 30
"""Budgets in lines, from what well-kept codebases of this size reach."""


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text())
    return [
        (
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
            (node.end_lineno or node.lineno) - node.lineno + 1,
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_function_and_no_file_is_over_its_budget(folder: str) -> None:
    paths = sources(folder)
    long_files = [
        f"{p.relative_to(ROOT)}: {n}" for p in paths if (n := len(p.read_text().splitlines())) > LONGEST_FILE
    ]
    long_functions = [f"{name}: {n}" for path in paths for name, n in functions(path) if n > LONGEST_FUNCTION]
    assert (long_files, long_functions) == ([], [])


def test_nearly_all_functions_are_short() -> None:
    lengths = sorted(
        n for path in sources("chassis", "services", "deploy", "clients") for _, n in functions(path)
    )
    assert lengths[int(0.95 * len(lengths))] <= P95_FUNCTION
