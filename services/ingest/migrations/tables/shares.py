"""Shares, and what coaches have read under them. They belong to the learner's tenant.

A coach's look comes before any learner's tenant is known: its transaction names the coach, and sees the shares
with this coach alone. Of the recordings it sees the one that it names as well, and only where its owner shares
something with the coach: enough to tell whose it is.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app

TABLES = ("shares", "share_reads")
_MOMENT = sa.DateTime(timezone=True)
_COACH = "coach_id = NULLIF(current_setting('app.coach_id', true), '')::uuid"
_RECORDING = "id = NULLIF(current_setting('app.recording_id', true), '')::uuid"


def create() -> None:
    _create_shares()
    _create_share_reads()
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, ["SELECT", "INSERT", "UPDATE", "DELETE"])
    for action in ("SELECT", "DELETE"):
        op.execute(f"CREATE POLICY coach_{action} ON shares FOR {action} TO ingest_app USING ({_COACH})")
    owner_shares = f"EXISTS (SELECT FROM shares WHERE shares.tenant_id = recordings.tenant_id AND {_COACH})"
    condition = f"{_RECORDING} AND {owner_shares}"
    op.execute(f"CREATE POLICY shared_and_named ON recordings FOR SELECT TO ingest_app USING ({condition})")


def _create_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("coach_id", sa.Uuid, nullable=False, index=True),
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("bond_since", _MOMENT, nullable=False),
        sa.Column("recording_id", sa.Uuid),
        sa.Column("granted_at", _MOMENT, nullable=False),
        _of_recording(),
        sa.UniqueConstraint(
            "tenant_id", "recording_id", "coach_id", "organisation_id",
            name="shares_once", postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip


def _create_share_reads() -> None:
    op.create_table(
        "share_reads",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("share_id", sa.Uuid, sa.ForeignKey("shares.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("read_at", _MOMENT, nullable=False),
        _of_recording(),
    )
    op.create_index("share_reads_recording", "share_reads", ["tenant_id", "recording_id"])


def _of_recording() -> sa.ForeignKeyConstraint:
    """Where no recording is named there is none to go with."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", "recording_id"], ["recordings.tenant_id", "recordings.id"], ondelete="CASCADE"
    )
