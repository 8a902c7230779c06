"""Administrators look after the prompts."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.transcribe.application.ports.prompts import Prompts
from services.transcribe.domain.prompts import Prompt, PromptKind, check_prompt, no_such_prompt


@dataclass(frozen=True)
class ManagePrompts:
    """Business rules: a prompt's text never changes, so that a result's version tells what was asked; one
    version of each kind is active, and an older one may become so again. Work under way goes on with the
    version it has begun with."""

    prompts: Prompts

    def listed(self, kind: PromptKind | None) -> Sequence[Prompt]:
        return self.prompts.listed(kind)

    def create(self, kind: PromptKind, text: str) -> Prompt:
        """Raises `InvalidInput`."""
        check_prompt(text)
        return self.prompts.add(kind, text)

    def activate(self, kind: PromptKind, version: int) -> Prompt:
        """Raises `NotFound`."""
        activated = self.prompts.activate(kind, version)
        if activated is None:
            raise no_such_prompt()
        return activated
