"""What holds of a platform after everything that was done to it: I1 to I6 of docs/reliability.md."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.messaging import MessagingClient
from deploy.local.broker import administrator
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN, SERVICES
from tests.builders.canaries import holders
from tests.builders.inspection import connect, count
from tests.builders.people import PASSWORD, Person
from tests.builders.waiting import eventually
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader, unsound

QUIET_S = 120.0
"""Within so many seconds of the last fault everything that was acknowledged has come to its end."""
TERMINAL = (
    "SELECT count(*) FROM recordings WHERE id = ANY(%s) AND status IN ('completed', 'failed', 'cancelled')"
)
ENDED = "SELECT count(*) FROM recordings WHERE id = ANY(%s) AND status = %s"
REASONLESS = "SELECT count(*) FROM recordings WHERE id = ANY(%s) AND status = 'failed' AND problem IS NULL"
COMPLETED = (
    "SELECT id::text FROM recordings WHERE id = ANY(%s) AND status = 'completed' AND NOT transcript_only"
)
EFFECTS = {
    service: f"SELECT recording_id::text, count(*) FROM {table} WHERE recording_id = ANY(%s) GROUP BY 1"
    for service, table in (("transcribe", "transcripts"), ("analyze", "analyses"), ("report", "reports"))
}
ANNOUNCED = """
    SELECT aggregate, count(DISTINCT id) FROM outbox
    WHERE aggregate = ANY(%s) AND subject LIKE 'evt.report.report.completed.%%' GROUP BY 1
"""
UNPUBLISHED = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
BLOBS = "SELECT original_key FROM recordings WHERE id = ANY(%s)"
STRANGERS_LOOKS = 10


@dataclass(frozen=True)
class Outcome:
    """What was found; whatever breaks an invariant has failed already."""

    settled_at: float
    """On the monotonic clock."""
    completed: int
    failed: int


def settled(stage: Stage, ids: Sequence[str], timeout_s: float = QUIET_S) -> None:
    """Waits until every recording has come to its end and nothing is left on its way."""
    began = time.monotonic()
    platform = stage.platform
    stage.wait_ready()
    eventually(
        lambda: count(platform, "ingest", TERMINAL, list(ids)) == len(set(ids)),
        timeout_s=timeout_s - (time.monotonic() - began),
    )
    eventually(lambda: on_the_way(platform) == {}, timeout_s=max(5.0, timeout_s - (time.monotonic() - began)))


def on_the_way(platform: LocalPlatform) -> dict[str, int]:
    """Messages that are still to be handled, and rows that are still to be published, by where they are."""
    held = {f"{service}.outbox": count(platform, service, UNPUBLISHED) for service in SERVICES}
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as client:
        held |= client.run(_queued(client), 30.0)
    return {name: number for name, number in held.items() if number}


async def _queued(client: MessagingClient) -> dict[str, int]:
    held: dict[str, int] = {}
    for stream in await client.jetstream.streams_info():
        name = str(stream.config.name)
        if name.startswith("WORK_"):
            held[name] = stream.state.messages
        for consumer in await client.jetstream.consumers_info(name):
            if consumer.config.durable_name:
                left = (consumer.num_pending or 0) + (consumer.num_ack_pending or 0)
                held[f"{name}.{consumer.config.durable_name}"] = left
    return held


def hold(stage: Stage, uploaders: Sequence[Uploader], timeout_s: float = QUIET_S) -> Outcome:
    """Waits for quiet, then checks all six."""
    ids = [recording_id for uploader in uploaders for recording_id in uploader.ledger.ids()]
    settled(stage, ids, timeout_s)
    settled_at = time.monotonic()
    completed = nothing_is_missing(stage, ids)
    one_effect_each(stage.platform, completed)
    nothing_is_left_over(stage, ids)
    strangers_see_nothing(stage.platform, ids)
    secrets_stayed_put(stage.platform, uploaders)
    answers = [answer for uploader in uploaders for answer in uploader.answers]
    assert unsound(answers) == [], "I6: errors are problem documents, never 500"
    ended = {
        status: count(stage.platform, "ingest", ENDED, ids, status) for status in ("completed", "failed")
    }
    return Outcome(settled_at, **ended)


def nothing_is_missing(stage: Stage, ids: Sequence[str]) -> list[str]:
    """I1; the recordings that have their report."""
    platform = stage.platform
    assert count(platform, "ingest", TERMINAL, list(ids)) == len(set(ids)), (
        "I1: something acknowledged is lost"
    )
    assert count(platform, "ingest", REASONLESS, list(ids)) == 0, "I1: something failed without a reason"
    with connect(platform, "ingest") as connection:
        return [row[0] for row in connection.execute(COMPLETED, (list(ids),)).fetchall()]


def one_effect_each(platform: LocalPlatform, completed: Sequence[str]) -> None:
    """I2: one transcript, analysis and report, and one event that says so."""
    for service, query in (*EFFECTS.items(), ("report", ANNOUNCED)):
        with connect(platform, service) as connection:
            found = dict(connection.execute(query, (list(completed),)).fetchall())  # type: ignore[arg-type]
        assert found == dict.fromkeys(completed, 1), f"I2: not one effect each in {service}"


def nothing_is_left_over(stage: Stage, ids: Sequence[str]) -> None:
    """I3: empty queues and outboxes, and a blob for every row. Blobs without a row are swept in time."""
    assert on_the_way(stage.platform) == {}, "I3: something is still on its way"
    with connect(stage.platform, "ingest") as connection:
        keys = [row[0] for row in connection.execute(BLOBS, (list(ids),)).fetchall()]
    missing = [key for key in keys if not (stage.bucket / key).is_file()]
    assert missing == [], "I3: a recording has lost its audio"


def strangers_see_nothing(platform: LocalPlatform, ids: Sequence[str]) -> None:
    """I4, for some of them."""
    with Person(platform) as stranger:
        for recording_id in list(ids)[:STRANGERS_LOOKS]:
            for path in ("", "/audio", "/transcript", "/report", "/analysis"):
                answer = stranger.http.get(f"/v1/recordings/{recording_id}{path}")
                assert answer.status_code == 404, f"I4: {answer.status_code} for a stranger"
        assert stranger.http.get("/v1/recordings").json()["items"] == [], "I4: a foreign recording is listed"


def secrets_stayed_put(platform: LocalPlatform, uploaders: Sequence[Uploader]) -> None:
    """I5."""
    words = {PASSWORD, *(uploader.person.tokens["access_token"].rpartition(".")[2] for uploader in uploaders)}
    assert holders(platform, *words) == set(), "I5: a secret is where it does not belong"
