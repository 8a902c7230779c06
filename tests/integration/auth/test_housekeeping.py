"""What nobody asks for and has to happen: old sessions go, repeated registrations stay one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from chassis.clock import SystemClock
from services.auth.adapters.outbound.postgres.postgres_sessions import sweep_sessions
from tests.builders.chassis_database import opened
from tests.integration.auth.conftest import AuthDoor


def test_sessions_are_swept_a_day_after_their_end(door: AuthDoor) -> None:
    ages = {"fresh": 0.0, "idle": 8.1, "just over": 7.5, "old": 31.1}
    for name in ages:
        door.tokens(f"{name.replace(' ', '.')}@example.org")
    with opened(door.target, "owner") as owner, owner.transaction(None) as connection:
        connection.execute(sa.text("ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY"))
        ids = connection.execute(sa.text("SELECT id FROM sessions ORDER BY id")).scalars().all()
        for session_id, age in zip(ids, ages.values(), strict=True):
            moment = SystemClock().now() - timedelta(days=age)
            connection.execute(
                sa.text("UPDATE sessions SET created_at = :at, rotated_at = :at WHERE id = :id"),
                {"at": moment, "id": session_id},
            )
    with opened(door.target, "relay") as relay, relay.transaction(None) as connection:
        assert sweep_sessions(connection) == 2
        left = connection.execute(sa.text("SELECT count(*) FROM sessions")).scalar_one()
    assert left == 2


def test_one_key_sent_twenty_times_at_once_is_one_registration(door: AuthDoor) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: door.register(headers={"Idempotency-Key": "one"}), range(20)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.data for answer in answers if answer.status_code == 202}) == 1
    assert door.log_in().status_code == 200
