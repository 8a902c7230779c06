"""The judge of a job: on its tenant's own text model, or on the installation's."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import structlog

from chassis.chat import OwnModels
from chassis.errors import Unavailable
from services.analyze.adapters.outbound.text_model.chat_judge import ChatJudge
from services.analyze.application.ports.text_model import NoJudgement

logger = structlog.stdlib.get_logger(__name__)


class JobJudges:
    """`standing` is the installation's; None where it has no text model."""

    def __init__(self, own: OwnModels, standing: ChatJudge | None) -> None:
        self._own = own
        self._standing = standing
        self._at_work: set[ChatJudge] = set()
        self._lock = threading.Lock()

    @contextmanager
    def at_work(self, tenant_id: UUID, job_id: UUID) -> Iterator[ChatJudge | None]:
        with ExitStack() as lending:
            try:
                own = lending.enter_context(self._own.lent(tenant_id, job_id))
            except Unavailable as error:
                logger.warning("own_text_model_unknown", reason=error.detail)
                raise NoJudgement from error
            if own is None:
                yield self._standing
                return
            yield lending.enter_context(self._working(ChatJudge(own.api, own.model, key_owner=own.key_owner)))

    def close(self) -> None:
        """Questions under way end; see ChatJudge."""
        with self._lock:
            judges = [*self._at_work, *([self._standing] if self._standing else [])]
        for judge in judges:
            judge.close()

    @contextmanager
    def _working(self, judge: ChatJudge) -> Iterator[ChatJudge]:
        with self._lock:
            self._at_work.add(judge)
        try:
            yield judge
        finally:
            with self._lock:
                self._at_work.discard(judge)
