"""What docs/configuration.md is generated from."""

from dataclasses import dataclass

from pydantic_core import PydanticUndefined

from chassis.settings.loading import SettingsGroup, env_name, is_secret


@dataclass(frozen=True)
class SettingReference:
    """One setting as an operator meets it. `default` is empty for required ones and for secrets."""

    variable: str
    secret_file: str | None
    required: bool
    default: str
    description: str


def reference(settings_class: type[SettingsGroup]) -> tuple[SettingReference, ...]:
    """Every setting of a class, by the name of its variable."""
    return tuple(
        sorted((_entry(settings_class, name) for name in settings_class.model_fields), key=_variable)
    )


def _entry(settings_class: type[SettingsGroup], name: str) -> SettingReference:
    field = settings_class.model_fields[name]
    default = "" if field.default in (None, PydanticUndefined) else _text(field.default)
    return SettingReference(
        variable=env_name(name),
        secret_file=name if is_secret(field) else None,
        required=field.is_required(),
        default=default,
        description=field.description or "",
    )


def _text(default: object) -> str:
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


def _variable(entry: SettingReference) -> str:
    return entry.variable
