"""The audio use port on Postgres, in the transaction of the records."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.ingest.adapters.outbound.postgres.tables import audio_use
from services.ingest.domain.allowance import DAY_S, AudioUsed
from services.ingest.domain.recording import Recording

_DAY = timedelta(seconds=DAY_S)
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_SWEEP_BATCH = 1000


class PostgresAudioUse:
    def __init__(self, connection: sa.Connection, tenant_id: UUID, now: datetime) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._now = now

    def of(self, user_id: UUID, limit_s: float | None) -> AudioUsed:
        total = sa.func.coalesce(sa.func.sum(audio_use.c.audio_s), 0.0)
        used_s = self._connection.execute(sa.select(total).where(self._counts(user_id))).scalar_one()
        if limit_s is None or used_s < limit_s:
            return AudioUsed(used_s)
        if limit_s == 0:
            return AudioUsed(used_s, float(DAY_S))
        return AudioUsed(used_s, (self._reached_at(user_id, limit_s) + _DAY - self._now).total_seconds())

    def lock(self, user_id: UUID) -> None:
        self._connection.execute(_LOCK, {"key": f"{audio_use.name}:{user_id}"})

    def add(self, recording: Recording, audio_s: float) -> None:
        row = {
            "tenant_id": self._tenant_id,
            "recording_id": recording.id,
            "user_id": recording.user_id,
            "at": self._now,
            "audio_s": audio_s,
        }
        self._connection.execute(insert(audio_use).values(row).on_conflict_do_nothing())

    def _reached_at(self, user_id: UUID, limit_s: float) -> datetime:
        """When the newest was added that, with all after it, makes the limit: there is room a day later."""
        newest_first = (audio_use.c.at.desc(), audio_use.c.recording_id.desc())
        with_newer = sa.func.sum(audio_use.c.audio_s).over(order_by=newest_first, rows=(None, 0))
        reached = sa.select(audio_use.c.at, with_newer.label("sum_s")).where(self._counts(user_id)).subquery()
        found = sa.select(sa.func.max(reached.c.at)).where(reached.c.sum_s >= limit_s)
        at: datetime = self._connection.execute(found).scalar_one()
        return at

    def _counts(self, user_id: UUID) -> sa.ColumnElement[bool]:
        return sa.and_(
            audio_use.c.tenant_id == self._tenant_id,
            audio_use.c.user_id == user_id,
            audio_use.c.at > self._now - _DAY,
        )


def sweep_audio_use(connection: sa.Connection) -> int:
    """Deletes a batch of what no longer counts, for the relay; how many."""
    old = (
        sa.select(audio_use.c.recording_id)
        .where(audio_use.c.at < sa.func.now() - sa.text("interval '2 days'"))
        .limit(_SWEEP_BATCH)
    )
    return connection.execute(audio_use.delete().where(audio_use.c.recording_id.in_(old))).rowcount
