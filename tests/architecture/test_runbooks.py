"""Runbooks have one form, and what they name is there: targets, modules, metrics, settings, pages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "runbooks"
SECTIONS = ["What you see", "Why", "What to do", "How to know it is over"]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


@pytest.fixture(params=sorted(path.name for path in FOLDER.glob("*.md")))
def page(request: pytest.FixtureRequest) -> Path:
    return FOLDER / str(request.param)


def anchors(page: Path) -> set[str]:
    """As the links of GitHub name headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_runbook_has_the_same_sections(page: Path) -> None:
    assert re.findall(r"^## (.+)$", page.read_text(), flags=re.MULTILINE) == SECTIONS


def test_what_is_to_be_run_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", " ".join(code(page)))) <= targets
    for module in re.findall(r"python -m ([\w.]+)", page.read_text()):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


def test_metrics_and_settings_are_those_of_the_code(page: Path) -> None:
    text = page.read_text()
    for names, reference in ((r"\brostrum_\w+", "telemetry.md"), (r"\bROSTRUM_\w+", "configuration.md")):
        known = (ROOT / "docs" / reference).read_text()
        assert {name for name in re.findall(names, text) if f"`{name}`" not in known} == set()


def test_links_lead_somewhere(page: Path) -> None:
    for file, anchor in LINK.findall(page.read_text()):
        target = (page.parent / file) if file else page
        assert target.exists(), file
        assert not anchor or anchor in anchors(target), anchor


def code(page: Path) -> list[str]:
    text = page.read_text()
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
