"""Where settings come from, and how their faults are told without telling a value."""

from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import DirectoryPath, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import EnvSettingsSource

ENV_PREFIX = "ROSTRUM_"
_MAX_SECRET_BYTES = 64 * 1024


class SettingsError(Exception):
    """Everything that is wrong with the settings: names and rules, never a value."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("settings can't be used:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = tuple(faults)


class SettingsGroup(BaseSettings):
    """Root of every group of settings; knows only the sources."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    secrets_dir: DirectoryPath | None = Field(
        default=None, description="Directory with one file per secret, named as the secret in lower case."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings  # no .env files; our own source of secrets
        return init_settings, SecretFiles(settings_cls, env_settings), env_settings


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `<secrets_dir>/<field>` for the fields that are secrets, and for no other."""

    def __init__(self, settings_cls: type[BaseSettings], environment: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        variables = environment.env_vars if isinstance(environment, EnvSettingsSource) else {}
        self._from_environment = variables.get(f"{ENV_PREFIX}secrets_dir".lower())

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields if is_secret(field)}
        return {name: value for name, value in found.items() if value is not None}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        directory = self.current_state.get("secrets_dir") or self._from_environment
        return _read(Path(directory) / field_name) if directory else None, field_name, False


Loaded = TypeVar("Loaded", bound=SettingsGroup)


def load(settings_class: type[Loaded]) -> Loaded:
    """The settings of this process, or one SettingsError that names every fault."""
    try:
        return settings_class()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
    # Raised outside the handler: a traceback with the first error as its context could show input.
    raise SettingsError([_describe(settings_class, fault) for fault in details])


def required(value: SecretStr | None, field: str) -> str:
    """A secret that only some processes of a service are given, at the moment it is needed."""
    if value is None:
        raise SettingsError([f"{env_name(field)} or the secret file {field}: is needed by this process"])
    return value.get_secret_value()


def env_name(field: str) -> str:
    return (ENV_PREFIX + field).upper()


def is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


class _Unreadable:
    """Stands for a secret that is there and can't be read; no field accepts it."""


def _read(path: Path) -> str | _Unreadable | None:
    try:
        if path.stat().st_size > _MAX_SECRET_BYTES:
            return _Unreadable()
        return path.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        return _Unreadable()


def _describe(settings_class: type[SettingsGroup], fault: ErrorDetails) -> str:
    field = str(fault["loc"][0])
    rule = fault["msg"].removeprefix("Value error, ")
    if not is_secret(settings_class.model_fields[field]):
        inside = "".join(f".{step}" for step in fault["loc"][1:])
        return f"{env_name(field)}{inside}: {rule}"
    if fault["type"] == "string_type":
        rule = f"must be UTF-8 text of at most {_MAX_SECRET_BYTES} bytes that this user can read"
    return f"{env_name(field)} or the secret file {field}: {rule}"
