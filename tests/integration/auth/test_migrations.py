"""Each revision can be taken and taken back."""

from chassis.database.migrations import downgrade, upgrade
from tests.builders.chassis_database import database_settings
from tests.infrastructure.fixtures import MakeDatabase


def test_up_down_up(make_database: MakeDatabase) -> None:
    settings = database_settings(make_database("auth", migrate=False))
    upgrade("auth", settings)
    downgrade("auth", settings, "base")
    upgrade("auth", settings)
