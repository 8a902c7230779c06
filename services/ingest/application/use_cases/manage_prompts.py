"""An administrator looks after the prompts."""

from collections.abc import Mapping, Sequence

from services.ingest.application.ports.prompts import Prompts


class ManagePrompts:
    """A prompt's text never changes; a better one is a new version, which counts once it is made active."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts

    def listed(self, kind: str) -> Sequence[Mapping[str, object]]:
        return self._prompts.listed(kind)

    def create(self, kind: str, text: str) -> Mapping[str, object]:
        return self._prompts.create(kind, text)

    def activate(self, kind: str, version: int) -> Mapping[str, object]:
        return self._prompts.activate(kind, version)
