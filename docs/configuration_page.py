"""The tables of docs/configuration.md, from the settings that the services declare."""

from importlib import import_module

from chassis.settings.reference import SettingReference, reference

SERVICES = ("auth", "ingest", "transcribe", "analyze", "report")


def settings_tables() -> str:
    """One table for what all services share, and one for each service's own."""
    by_service = {
        service: reference(import_module(f"services.{service}.config").Settings) for service in SERVICES
    }
    shared = [
        entry for entry in by_service[SERVICES[0]] if all(entry in rows for rows in by_service.values())
    ]
    tables = [_table("Every service", shared)]
    for service, rows in by_service.items():
        tables.append(_table(service, [entry for entry in rows if entry not in shared]))
    return "\n".join(tables)


def _table(title: str, entries: list[SettingReference]) -> str:
    rows = [f"### {title}", "", "| variable | default | meaning |", "|---|---|---|"]
    rows += [f"| {_name(entry)} | {_default(entry)} | {_plain(entry.description)} |" for entry in entries]
    return "\n".join(rows) + "\n"


def _name(entry: SettingReference) -> str:
    return f"`{entry.variable}`" + (f"<br>secret file `{entry.secret_file}`" if entry.secret_file else "")


def _default(entry: SettingReference) -> str:
    if entry.required:
        return "required"
    if entry.secret_file:
        return "by role"
    return f"`{entry.default}`" if entry.default else "optional"


def _plain(text: str) -> str:
    """Markdown would take what stands in angle brackets for HTML."""
    return text.replace("<", "&lt;")
