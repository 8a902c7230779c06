"""Keys that a person gives in the environment of `make up` or `make demo`.

The services find them as files, as everywhere: a process's environment can be read by others and is passed
on. A key stays in the data folder until another is given or its file is deleted.
"""

from collections.abc import Mapping

from deploy.local.keys import PlatformSecrets
from deploy.local.secret_files import write_private

_KEEPERS_OF_AUDIO = ("ingest", "transcribe", "analyze")

OWNERS = {
    "ROSTRUM_S3_ACCESS_KEY": _KEEPERS_OF_AUDIO,
    "ROSTRUM_S3_SECRET_KEY": _KEEPERS_OF_AUDIO,
    "ROSTRUM_OPENAI_KEY": ("transcribe",),
    "ROSTRUM_ASSEMBLYAI_KEY": ("transcribe",),
    "ROSTRUM_TEXT_MODEL_KEY": ("transcribe", "analyze"),
    "ROSTRUM_IDENTITY_PROVIDER_SECRETS": ("auth",),
}
"""Which services find the key among their secrets."""


def without_secrets(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in settings.items() if name not in OWNERS}


def keep_secrets(settings: Mapping[str, str], secrets: PlatformSecrets) -> None:
    for name, services in OWNERS.items():
        for service in services if settings.get(name) else ():
            file = name.removeprefix("ROSTRUM_").lower()
            write_private(secrets.of(service).folder / file, settings[name])
