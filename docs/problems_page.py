"""The table of docs/problems.md: every stable `code` in the code, with its status and what it says."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chassis import errors

SOURCES = ("chassis", "services")
KINDS: Sequence[type[errors.RostrumError]] = (
    errors.RostrumError,
    *errors.FAMILY.values(),
    errors.LimitReached,
)
FAMILY = {kind.__name__: kind for kind in KINDS}


@dataclass(frozen=True, order=True)
class Problem:
    """One code as a client may meet it."""

    code: str
    status: int
    text: str


def problems_table(root: Path) -> str:
    """Sorted by code; a code that is raised in several places has the words of each."""
    found: dict[str, set[Problem]] = {}
    for problem in _problems(root):
        found.setdefault(problem.code, set()).add(problem)
    rows = ["| code | status | what it says |", "|---|---|---|"]
    for code, problems in sorted(found.items()):
        statuses = ", ".join(sorted({str(problem.status) for problem in problems}))
        texts = " ".join(sorted({problem.text for problem in problems if problem.text}))
        rows.append(f'| <a id="{code}"></a>`{code}` | {statuses} | {texts} |')
    return "\n".join(rows) + "\n"


def _problems(root: Path) -> Iterator[Problem]:
    for kind in FAMILY.values():
        yield Problem(kind.default_code, kind.status, _first_line(kind.__doc__))
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            if path == root / "chassis/errors.py":
                continue  # the family itself, yielded above
            tree = ast.parse(path.read_text())
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield from _raised(node)
                elif isinstance(node, ast.ClassDef):
                    yield from _declared(node)


def _raised(call: ast.Call) -> Iterator[Problem]:
    """`NotFound("...", code="...")`: the family's class, called with a code of its own."""
    kind = FAMILY.get(call.func.id) if isinstance(call.func, ast.Name) else None
    code = next((word.value for word in call.keywords if word.arg == "code"), None)
    if kind and isinstance(code, ast.Constant | ast.JoinedStr):
        said = _text(call.args[0]) if call.args else ""
        yield Problem(_text(code), kind.status, said or _first_line(kind.__doc__))


def _declared(definition: ast.ClassDef) -> Iterator[Problem]:
    """A subclass of the family with a `default_code` of its own."""
    bases = [FAMILY[base.id] for base in definition.bases if isinstance(base, ast.Name) and base.id in FAMILY]
    own = dict(_constants(definition)) if bases else {}
    if "default_code" in own:
        status = int(own.get("status", bases[0].status))
        yield Problem(own["default_code"], status, _first_line(ast.get_docstring(definition)))


def _constants(definition: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement in definition.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Constant):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            yield ast.unparse(target), str(statement.value.value)


def _text(node: ast.expr) -> str:
    """The words of a string, with `…` where a value is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""


def _first_line(documentation: str | None) -> str:
    return (documentation or "").strip().splitlines()[0] if documentation else ""
