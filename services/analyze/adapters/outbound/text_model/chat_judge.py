"""A text model on an OpenAI-compatible chat server, asked for levels and quotations."""

import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from chassis.chat import FREE, ChatModel, Prices
from chassis.errors import Unavailable
from chassis.remote import RemoteApi, RemoteFailed
from services.analyze.application.ports.text_model import NoJudgement
from services.analyze.domain.content.judging import HIGHEST_LEVEL, GivenJudgement, GivenVerdict
from services.analyze.domain.usage import ModelUse

DEADLINE_S = 60.0
_MAX_TEXT = 2_000
_MOST_REMARKS = 10


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Verdict(_Closed):
    level: int = Field(ge=0, le=HIGHEST_LEVEL)
    remark: str = Field(max_length=_MAX_TEXT)
    quote: str = Field(max_length=_MAX_TEXT)


class ChatJudge:
    """An answer that does not have the asked shape is no judgement.

    `key_owner` is the tenant whose own key pays; None for the installation's.
    """

    def __init__(
        self, api: RemoteApi, model: str, prices: Prices = FREE, key_owner: UUID | None = None
    ) -> None:
        self._api = api
        self._chat = ChatModel(api, model, prices)
        self._key_owner = key_owner
        self._closed = threading.Event()

    def close(self) -> None:
        """Questions under way end, and are no failures of the model: their message is handed back."""
        self._closed.set()
        self._api.close()

    def judge(self, system: str, user: str, criteria: Sequence[str]) -> GivenJudgement:
        if self._closed.is_set():
            raise _ending()
        try:
            answer = self._chat.complete(system, user, _shape(criteria), deadline_s=DEADLINE_S)
        except RemoteFailed as failure:
            raise (_ending() if self._closed.is_set() else NoJudgement()) from failure
        said = answer.content.model_dump()
        return GivenJudgement(
            verdicts={name: GivenVerdict(**verdict) for name, verdict in said["criteria"].items()},
            strengths=tuple(said["strengths"]),
            improvements=tuple(said["improvements"]),
            model=answer.model,
            use=ModelUse(answer.model, answer.usage.tokens, answer.cost_usd, self._key_owner),
        )


def _ending() -> Unavailable:
    return Unavailable("This process is ending; another one will make the analysis.")


def _shape(criteria: Sequence[str]) -> type[BaseModel]:
    remarks: Any = (list[str], Field(max_length=_MOST_REMARKS))
    verdicts: dict[str, Any] = dict.fromkeys(criteria, (_Verdict, ...))
    return create_model(
        "Judgement",
        __base__=_Closed,
        criteria=(create_model("Criteria", __base__=_Closed, **verdicts), ...),
        strengths=remarks,
        improvements=remarks,
    )
