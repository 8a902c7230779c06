"""A job without a text model."""

from collections.abc import Mapping
from concurrent.futures import Future

from services.transcribe.application.ports.text_model import Passage, TextModelRefused


class NoTextModel:
    """Work that was asked for while there was a model ends with its refusal."""

    name = ""
    key_owner = None

    def correct(self, passage: Passage) -> "Future[Mapping[int, str]]":
        del passage
        refused: Future[Mapping[int, str]] = Future()
        refused.set_exception(TextModelRefused("is there no more"))
        return refused
