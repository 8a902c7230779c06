"""What administrators see of every tenant: accounts, their sessions and the audit trail, for reading only.

The policies hold in transactions that say so by a setting of their own, as the administration's adapters do.
"""

from alembic import op

TABLES = ()
_READ = ("users", "logins", "sessions", "erasures", "audit_acts", "audit_origins")


def create() -> None:
    for table in _READ:
        op.execute(
            f"CREATE POLICY for_administrators ON {table} FOR SELECT TO auth_app"
            " USING (current_setting('app.administrator', true) = 'on')"
        )
