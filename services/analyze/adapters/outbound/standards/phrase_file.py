"""Reads the list of words that may exclude somebody: the committed one, or an operator's in its place."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from chassis.settings import SettingsError

BUILT_IN = Path(__file__).with_name("inclusive.toml")

_Phrase = Annotated[str, Field(min_length=1, max_length=80)]
_LIST = TypeAdapter(Annotated[dict[_Phrase, _Phrase], Field(max_length=2000)])


def read_phrases(path: Path | None = None) -> Mapping[str, str]:
    """Each with what could be said instead; SettingsError where the file is something else."""
    try:
        return _LIST.validate_python(tomllib.loads((path or BUILT_IN).read_text()), strict=True)
    except ValidationError as error:
        faults = [f"inclusive_file: {fault['loc'][0]}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError(faults) from error
    except (OSError, ValueError) as error:
        raise SettingsError([f"inclusive_file: can't be read: {error}"]) from error
