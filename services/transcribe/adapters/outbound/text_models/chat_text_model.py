"""Proofreading by any OpenAI-compatible chat server."""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chassis.chat import ChatModel
from chassis.remote import RemoteBusy, RemoteNonsense, RemoteRefused
from services.transcribe.application.ports.text_model import (
    Correction,
    Passage,
    TextModelBusy,
    TextModelNonsense,
    TextModelRefused,
)

CALL_DEADLINE_S = 60.0


class CorrectedSegment(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: int
    text: str


class CorrectedSegments(BaseModel):
    """What the model is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    segments: list[CorrectedSegment]


class ChatTextModel:
    """`threads` do nothing but wait for the server. `key_owner` is the tenant whose own key pays."""

    def __init__(self, chat: ChatModel, threads: ThreadPoolExecutor, key_owner: UUID | None = None) -> None:
        self._chat = chat
        self._threads = threads
        self.key_owner = key_owner

    @property
    def name(self) -> str:
        return self._chat.model

    def correct(self, passage: Passage) -> "Future[Correction]":
        return self._threads.submit(self._correct, passage)

    def _correct(self, passage: Passage) -> Correction:
        segments = [{"id": number, "text": text} for number, text in passage.segments.items()]
        shown = json.dumps({"language": passage.language, "segments": segments}, ensure_ascii=False)
        try:
            answer = self._chat.complete(
                passage.instructions, shown, CorrectedSegments, deadline_s=CALL_DEADLINE_S
            )
        except RemoteBusy as busy:
            raise TextModelBusy(str(busy), busy.retry_after_s) from busy
        except RemoteNonsense as nonsense:
            raise TextModelNonsense(str(nonsense)) from nonsense
        except RemoteRefused as refused:
            raise TextModelRefused(str(refused)) from refused
        corrected = {segment.id: segment.text for segment in answer.content.segments}
        return Correction(corrected, answer.usage.tokens, answer.cost_usd)
