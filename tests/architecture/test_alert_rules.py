"""Alert rules speak of metrics that there are, and say what to do about it."""

import re
from pathlib import Path

import pytest

from tests.builders.alert_rules import Rule, rules

ROOT = Path(__file__).resolve().parents[2]
RULES = {rule.name: rule for rule in rules()}
METRIC = re.compile(r"\| `(rostrum_\w+)` \| \w+ \| (.*?) \|")


def declared() -> dict[str, set[str]]:
    """Labels by metric; another test sees to it that the page is what the code declares."""
    page = (ROOT / "docs" / "telemetry.md").read_text()
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in METRIC.findall(page)}


def headings(page: str) -> set[str]:
    """As the links of GitHub name them."""
    titles = re.findall(r"^#+ (.+)$", page, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.fixture(params=RULES)
def rule(request: pytest.FixtureRequest) -> Rule:
    return RULES[request.param]


def test_every_metric_and_label_is_declared(rule: Rule) -> None:
    metrics = declared()
    for selector in rule.selectors():
        labels = {matcher.name for matcher in selector.matchers.matchers} | rule.grouped_by()
        assert labels <= metrics[selector.name]


def test_a_label_that_is_shown_is_one_that_is_kept(rule: Rule) -> None:
    texts = " ".join(rule.annotations.values())
    assert set(re.findall(r"\$labels\.(\w+)", texts)) <= rule.grouped_by()


def test_every_rule_says_how_bad_it_is_and_what_it_means(rule: Rule) -> None:
    assert rule.labels["severity"] in {"page", "ticket"}
    assert rule.annotations["summary"].endswith(".")
    assert rule.annotations["description"].endswith(".")


def test_every_runbook_is_there_and_names_the_alert(rule: Rule) -> None:
    file, _, section = rule.annotations["runbook_url"].partition("#")
    page = (ROOT / file).read_text()
    assert rule.name in page
    assert not section or section in headings(page)
