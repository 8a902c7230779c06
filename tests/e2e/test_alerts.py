"""What alert rules ask for is really told by the running services, and rises where it should."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK
from deploy.local.topology import SERVICES
from tests.builders.alert_rules import Rule, rules
from tests.builders.inspection import connect
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.harness.chaos import frozen

ONLY_WITH_PROVIDERS = {"rostrum_remote_circuit_open"}
"""Nothing of it is told before a foreign service has been called."""
LONG_AGO = "UPDATE outbox SET created_at = created_at - interval '1 hour' WHERE published_at IS NULL"


def samples(platform: LocalPlatform) -> Iterator[Sample]:
    for name, port in platform.plan.ports.items():
        if name.endswith("-admin"):
            text = httpx.get(f"http://{LOOPBACK}:{port}/metrics", timeout=10).text
            for family in text_string_to_metric_families(text):
                yield from family.samples


def named(name: str) -> Rule:
    return next(rule for rule in rules() if rule.name == name)


def exceeded(platform: LocalPlatform, rule: Rule) -> set[str]:
    """The label values for which a rule of one metric and a number would fire, if it lasted."""
    (selector,) = rule.selectors()
    (label,) = rule.grouped_by()
    told = (sample for sample in samples(platform) if sample.name == selector.name)
    return {sample.labels[label] for sample in told if sample.value > rule.threshold()}


def test_every_metric_of_the_rules_is_told(platform: LocalPlatform) -> None:
    wanted = {selector.name for rule in rules() for selector in rule.selectors()} - ONLY_WITH_PROVIDERS
    eventually(lambda: wanted <= {sample.name for sample in samples(platform)})


def test_every_service_tells_of_its_outbox(platform: LocalPlatform) -> None:
    def tell() -> set[str]:
        told = (sample for sample in samples(platform) if sample.name == "rostrum_outbox_oldest_seconds")
        return {sample.labels["service"] for sample in told}

    eventually(lambda: tell() == set(SERVICES))


@pytest.fixture
def person(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as somebody:
        yield somebody


@pytest.mark.long
def test_an_outbox_that_can_not_be_emptied_raises_its_alarm(
    platform: LocalPlatform, person: Person, speech: Speech
) -> None:
    """The broker stands still; the row is made as old as it would become."""
    stuck = named("RostrumOutboxStuck")
    with frozen(platform.processes["nats"].pid):
        recording_id = person.sdk.submit(speech.say("This waits for a while.")).id
        with connect(platform, "ingest") as connection:
            connection.execute(LONG_AGO)
        eventually(lambda: "ingest" in exceeded(platform, stuck), timeout_s=40)
    eventually(lambda: "ingest" not in exceeded(platform, stuck), timeout_s=60)
    assert person.sdk.wait(recording_id, timeout_s=90).status == "completed"
