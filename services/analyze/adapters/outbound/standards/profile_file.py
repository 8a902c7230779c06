"""Reads the profiles: the committed data, and what an operator's file says instead."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from chassis.settings import SettingsError
from services.analyze.domain.profiles import Profile, Profiles

BUILT_IN = Path(__file__).with_name("profiles.toml")

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Limits = tuple[_Positive, _Positive]


class _Profile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    wpm_acceptable: _Limits
    wpm_ideal: _Limits
    minimum_pause_s: Annotated[float, Field(ge=0.1, le=1.0)]
    long_mid_clause_s: _Positive
    long_boundary_s: _Positive
    fillers_ok: _Positive
    fillers_many: _Positive
    pitch_variation_ideal: _Limits

    @model_validator(mode="after")
    def _in_order(self) -> "_Profile":
        """Bands are pieces of an axis: their edges must rise."""
        rates = (self.wpm_acceptable[0], *self.wpm_ideal, self.wpm_acceptable[1])
        for edges in (rates, (self.fillers_ok, self.fillers_many), self.pitch_variation_ideal):
            if list(edges) != sorted(set(edges)):
                raise ValueError(f"{edges} must rise")
        return self


def read_profiles(replacing: Path | None = None) -> Profiles:
    """The built-in profiles, with what `replacing` says instead; SettingsError where that makes no sense."""
    documents = _tables(BUILT_IN)
    for name, table in (_tables(replacing) if replacing else {}).items():
        if name not in documents or not isinstance(table, dict):
            raise SettingsError([f"profiles_file: there is no profile {name!r}"])
        documents[name] = {**documents[name], **table}
    return MappingProxyType({name: _profile(name, table) for name, table in documents.items()})


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SettingsError([f"profiles_file: can't be read: {error}"]) from error


def _profile(name: str, table: Mapping[str, Any]) -> Profile:
    try:
        return Profile(name=name, **_Profile(**table).model_dump())
    except ValidationError as error:
        faults = [f"profiles_file: [{name}] {_where(fault)}{fault['msg']}" for fault in error.errors()]
        raise SettingsError(faults) from error


def _where(fault: Mapping[str, Any]) -> str:
    path = ".".join(str(step) for step in fault["loc"])
    return f"{path}: " if path else ""
