"""The text model of a job, on any OpenAI-compatible chat server: its tenant's own, or the installation's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

from chassis.chat import ChatModel, OwnModels
from services.transcribe.adapters.outbound.text_models.chat_text_model import ChatTextModel
from services.transcribe.adapters.outbound.text_models.no_text_model import NoTextModel
from services.transcribe.application.ports.text_model import TextModel


class ChatTextModels:
    """`slots` passages are worked on at a time, whoever pays."""

    def __init__(self, own: OwnModels, standing: ChatModel | None, slots: int) -> None:
        self._own = own
        self._standing = standing
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="text-model")

    @contextmanager
    def at_work(self, tenant_id: UUID, job_id: UUID) -> Iterator[TextModel]:
        with self._own.lent(tenant_id, job_id) as own:
            if own is not None:
                yield ChatTextModel(ChatModel(own.api, own.model), self._threads, own.key_owner)
            elif self._standing is not None:
                yield ChatTextModel(self._standing, self._threads)
            else:
                yield NoTextModel()

    def close(self) -> None:
        """Passages that wait are given up; calls under way end when their connection does."""
        if self._standing is not None:
            self._standing.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
