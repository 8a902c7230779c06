"""What makes a recording impossible to transcribe, as the client is told."""

from collections.abc import Sequence

from chassis.errors import InvalidInput


class UnsupportedLanguage(InvalidInput):
    """No configured engine knows the language."""

    default_code = "unsupported_language"

    def __init__(self, language: str, supported: Sequence[str]) -> None:
        names = ", ".join(sorted(supported))
        super().__init__(f"Speech in '{language[:35]}' can't be transcribed here; supported: {names}.")


def check_language(language: str, supported: Sequence[str]) -> None:
    """`language` is a BCP 47 tag; `supported` holds primary languages, so that en-GB is heard as en."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    if primary not in supported:
        raise UnsupportedLanguage(language, supported)
