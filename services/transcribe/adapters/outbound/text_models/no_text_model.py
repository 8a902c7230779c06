"""An installation without a text model."""

from collections.abc import Mapping
from concurrent.futures import Future

from services.transcribe.application.ports.text_model import Passage, TextModelRefused


class NoTextModel:
    """Says what is missing; work that was asked for while there was a model ends with that."""

    name = ""
    missing = (
        "set ROSTRUM_TEXT_MODEL_URL to an OpenAI-compatible server and ROSTRUM_TEXT_MODEL to one of its "
        "models; its key, where it needs one, is the secret text_model_key."
    )

    def correct(self, passage: Passage) -> "Future[Mapping[int, str]]":
        del passage
        refused: Future[Mapping[int, str]] = Future()
        refused.set_exception(TextModelRefused(f"is missing: {self.missing}"))
        return refused

    def close(self) -> None:
        """Nothing is open."""
