"""D8: the broker forgets what it has stored, and is told it all again: nothing is done twice."""

from deploy.local.platform import LocalPlatform
from deploy.local.topology import SERVICES
from tests.builders.inspection import connect, count, rows_of
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import on_the_way
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.wire import broker, forget, stored

TALK = "Said once, heard twice, done once."
QUIET_S = 30.0
WORK = "WORK_TRANSCRIBE"
EVENTS = "SELECT count(*) FROM outbox WHERE tenant_id = %s"
MAILS = "SELECT count(*) FROM mails WHERE tenant_id = %s AND sent_at IS NULL"
"""Sending one makes a row: the link in it is good once."""
TOLD = "UPDATE outbox SET published_at = NULL WHERE tenant_id = %s AND subject LIKE %s"
"""As a relay leaves it that dies between publishing and marking."""


@scenario("D8", "A restarted broker that is told the same again causes nothing twice")
def test_messages_that_the_broker_forgot_have_no_second_effect(
    stage: Stage, actor: Person, speech: Speech, score: Score
) -> None:
    platform, person, tenant = stage.platform, actor, actor.tenant_id
    recording = person.sdk.submit(speech.say(TALK))
    finished = person.sdk.wait(recording.id, timeout_s=90)
    eventually(lambda: on_the_way(platform) == {}, timeout_s=QUIET_S)
    eventually(lambda: count(platform, "auth", MAILS, tenant) == 0, timeout_s=QUIET_S)
    effects, announced = rows_of(platform, tenant), events_of(platform, tenant)
    subject = f"evt.*.*.*.v1.{tenant}"
    known, queued = len(stored(platform, subject)), work_queued(platform)
    forget(platform, "EVENTS", subject)
    platform.processes["nats"].kill()
    platform.processes["nats"].wait_ready()
    events, pieces = (tell_again(platform, tenant, kind) for kind in ("evt.%", "work.%"))
    assert events == known
    assert pieces > 0
    eventually(lambda: on_the_way(platform) == {}, timeout_s=QUIET_S)
    score.exactly("events that the broker stored a second time", len(stored(platform, subject)), events)
    score.exactly("pieces of finished work that it queued again", work_queued(platform) - queued, pieces)
    changed = {table for table, _ in effects.items() ^ rows_of(platform, tenant).items()}
    score.exactly(f"tables with second effects {sorted(changed) or ''}".strip(), len(changed), 0)
    score.exactly("events of second effects", events_of(platform, tenant) - announced, 0)
    assert person.sdk.recording(recording.id) == finished


def events_of(platform: LocalPlatform, tenant: str) -> int:
    return sum(count(platform, service, EVENTS, tenant) for service in SERVICES)


def tell_again(platform: LocalPlatform, tenant: str, subjects: str) -> int:
    """How many messages the relays have to publish once more, with the same ids."""
    told = 0
    for service in SERVICES:
        with connect(platform, service) as connection:
            told += connection.execute(TOLD, (tenant, subjects)).rowcount
    return told


def work_queued(platform: LocalPlatform) -> int:
    """Ever: the number of the last message, not of those that wait."""
    with broker(platform) as client:
        return int(client.run(client.jetstream.stream_info(WORK)).state.last_seq)
