"""The migrations lead up, down and up again."""

from chassis.database.migrations import downgrade, upgrade
from chassis.entry import MigrationSettings
from tests.infrastructure.fixtures import MakeDatabase


def test_up_down_and_up_again(make_database: MakeDatabase) -> None:
    made = make_database("report", migrate=False)
    settings = MigrationSettings.model_validate(
        {
            "database_host": made.host,
            "database_port": made.port,
            "database_name": made.name,
            "database_owner_password": made.passwords["owner"],
        }
    )
    upgrade("report", settings)
    downgrade("report", settings, "base")
    upgrade("report", settings)
