"""Say that a worker lives."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.pieces import WorkerRegister
from services.transcribe.domain.jobs import Queue


@dataclass(frozen=True)
class ReportWorker:
    """Business rules: pieces are released for workers that say again and again that they live, by the number
    of their slots; one that ends in order leaves at once."""

    register: WorkerRegister
    worker_id: UUID

    def __call__(self, slots: Mapping[Queue, int]) -> None:
        self.register.report(self.worker_id, slots)
