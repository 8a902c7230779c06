"""Since when a piece's engine has been too busy for it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pieces", sa.Column("busy_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("pieces", "busy_since")
