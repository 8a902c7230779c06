"""A job without a text model."""

from concurrent.futures import Future

from services.transcribe.application.ports.text_model import Correction, Passage, TextModelRefused


class NoTextModel:
    """Work that was asked for while there was a model ends with its refusal."""

    name = ""
    key_owner = None

    def correct(self, passage: Passage) -> "Future[Correction]":
        del passage
        refused: Future[Correction] = Future()
        refused.set_exception(TextModelRefused("is there no more"))
        return refused
