"""python -m deploy.local.migrate SECRETS SERVICE ...: migrates the services' databases, one by one.

Nearly all the time of a migration is the start of its process, so on one machine they share one. Where
the server is, is in the environment; the owners' passwords are in the platform's folder of secrets.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from chassis.database.migrations import upgrade
from chassis.entry import EXIT_CONFIG, MIGRATE, MigrationSettings
from chassis.observability.logs import configure_logs
from chassis.settings import SettingsError, load
from deploy.local.keys import PlatformSecrets


def main(arguments: Sequence[str]) -> int:
    try:
        common = load(MigrationSettings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_CONFIG
    configure_logs("platform", MIGRATE, common.log_level)
    folder, *services = arguments
    secrets = PlatformSecrets(Path(folder))
    for service in services:
        password = SecretStr(secrets.database_passwords(service)["owner"])
        own = {"database_name": service, "database_owner_password": password}
        upgrade(service, common.model_copy(update=own))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
