"""The table of docs/hostile-inputs.md: every hostile input, what becomes of it, and the tests about it."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CATALOGUE = "docs/hostile_inputs.toml"
MARK = "hostile"


@dataclass(frozen=True)
class HostileInput:
    """`no_door`: the platform takes no such thing, and the tests are about its refusal."""

    number: int
    what: str
    answer: str
    no_door: bool = False


def catalogue(root: Path) -> list[HostileInput]:
    rows = tomllib.loads((root / CATALOGUE).read_text())["input"]
    return [HostileInput(**row) for row in rows]


def files_about(root: Path) -> dict[int, set[Path]]:
    """The files with tests that are marked with each row's number."""
    found: dict[int, set[Path]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        text = path.read_text()
        if f"mark.{MARK}(" in text:
            for number in _marked(ast.parse(text)):
                found.setdefault(number, set()).add(path.relative_to(root))
    return found


def _marked(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{MARK}":
            for number in node.args:
                assert isinstance(number, ast.Constant), f"a number, not {ast.unparse(number)}"
                yield int(str(number.value))


def hostile_inputs_table(root: Path) -> str:
    tests = files_about(root)
    rows = ["| # | what comes in | what becomes of it | tests |", "|---|---|---|---|"]
    for one in catalogue(root):
        answer = f"**No such door.** {one.answer}" if one.no_door else one.answer
        links = " ".join(sorted(_link(path) for path in tests.get(one.number, ())))
        rows.append(f"| {one.number} | {one.what} | {answer} | {links} |")
    return "\n".join(rows) + "\n"


def _link(path: Path) -> str:
    return f"[{path.stem.removeprefix('test_')}](../{path})"
