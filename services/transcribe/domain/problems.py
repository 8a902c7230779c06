"""What makes a recording impossible to transcribe, as the client is told."""

import re
from collections.abc import Sequence

from chassis.errors import InvalidInput

_TAG = re.compile(r"(?P<primary>[A-Za-z]{2,8})(?:[-_][A-Za-z0-9]{1,8})*")


class UnsupportedLanguage(InvalidInput):
    """No configured engine knows the language."""

    default_code = "unsupported_language"

    def __init__(self, language: str, supported: Sequence[str]) -> None:
        names = ", ".join(sorted(supported))
        shown = re.sub(r"[^A-Za-z0-9_-]", "?", language[:35])
        super().__init__(f"Speech in '{shown}' can't be transcribed here; supported: {names}.")


def check_language(language: str, supported: Sequence[str]) -> None:
    """`language` is a BCP 47 tag; `supported` holds primary languages, so that en-GB is heard as en."""
    tag = _TAG.fullmatch(language)
    if tag is None or tag["primary"].lower() not in supported:
        raise UnsupportedLanguage(language, supported)
