"""Prompts over HTTP, for administrators."""

from datetime import datetime
from enum import StrEnum

from pydantic import ConfigDict, Field

from chassis.errors import NotFound
from chassis.web import Body, Call, Operation, Query, Reply, View
from services.ingest.adapters.inbound.http.scopes import ADMIN
from services.ingest.application.use_cases.manage_prompts import ManagePrompts

_TAG = "Prompts"
_ALL = "/v1/prompts"
_LONGEST_VERSION = 9


class PromptKind(StrEnum):
    TRANSCRIPTION = "transcription"
    PROOFREADING = "proofreading"


class PromptQuery(Query):
    """Which prompts."""

    kind: PromptKind | None = Field(default=None, description="By default all.")


class NewPrompt(Body):
    """The next version of a prompt."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "transcription", "text": "Umm, so, like, it's Rostrum."}]}
    )

    kind: PromptKind = Field(
        strict=False,
        description="`transcription` hints to engines, `proofreading` instructs the text model.",
    )
    text: str = Field(min_length=1, max_length=4_000)


class PromptView(View):
    """One version of a prompt; its text never changes."""

    kind: PromptKind
    version: int
    text: str
    active: bool = Field(description="Whether it is the one that is used; one of each kind is.")
    created_at: datetime


class PromptListView(View):
    """By kind, the newest version first."""

    items: list[PromptView]


class PromptsDoor:
    """The handlers; their docstrings are the API's documentation."""

    def __init__(self, prompts: ManagePrompts) -> None:
        self._prompts = prompts

    def list_prompts(self, call: Call, query: PromptQuery) -> Reply:
        """List the prompts

        What engines and the text model are told, in all versions; results name the version they came from.
        """
        del call
        listed = self._prompts.listed(query.kind or "")
        return Reply(PromptListView(items=[PromptView.model_validate(prompt) for prompt in listed]))

    def create_prompt(self, call: Call, body: NewPrompt) -> Reply:
        """Write a new version of a prompt

        It is used once it is made active.
        """
        del call
        return Reply(PromptView.model_validate(self._prompts.create(body.kind, body.text)), status=201)

    def activate_prompt(self, call: Call, kind: str, version: str) -> Reply:
        """Use a version of a prompt

        Instead of the one that is used until now. Work under way goes on with what it began with.
        """
        del call
        if kind not in set(PromptKind) or not version.isdecimal() or len(version) > _LONGEST_VERSION:
            raise NotFound("There is no such prompt.", code="prompt_not_found")
        return Reply(PromptView.model_validate(self._prompts.activate(kind, int(version))))


def prompt_operations(door: PromptsDoor) -> list[Operation]:
    return [
        Operation(
            "GET", _ALL, door.list_prompts, _TAG, "admin",
            {200: PromptListView}, problems=(503,), scope=ADMIN,
        ),
        Operation(
            "POST", _ALL, door.create_prompt, _TAG, "admin",
            {201: PromptView}, idempotent=True, problems=(503,), scope=ADMIN,
        ),
        Operation(
            "POST", f"{_ALL}/{{kind}}/{{version}}/activate", door.activate_prompt, _TAG, "admin",
            {200: PromptView}, problems=(503,), scope=ADMIN,
        ),
    ]  # fmt: skip
