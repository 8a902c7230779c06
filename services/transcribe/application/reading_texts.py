"""The texts that are read, ready for comparison, for the recordings that are in work."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from services.transcribe.application.ports.jobs import TranscriptionJobs
from services.transcribe.domain.alignment import TextIndex
from services.transcribe.domain.jobs import Order
from services.transcribe.domain.reference import ReferenceText, read_reference

_KEPT = 8
"""Texts; a worker has pieces of few recordings in hand at a time, and a long text takes some megabytes."""


@dataclass(frozen=True)
class ReadingText:
    reference: ReferenceText
    index: TextIndex


@dataclass(frozen=True)
class ReadingTexts:
    """Reads each text once and not for every piece."""

    jobs: TranscriptionJobs
    _texts: OrderedDict[UUID, ReadingText | None] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, order: Order) -> ReadingText | None:
        """None where nothing is read."""
        if not order.has_reference_text:
            return None
        with self._lock:
            if order.recording_id not in self._texts:
                self._texts[order.recording_id] = self._read(order)
            self._texts.move_to_end(order.recording_id)
            while len(self._texts) > _KEPT:
                self._texts.popitem(last=False)
            return self._texts[order.recording_id]

    def _read(self, order: Order) -> ReadingText | None:
        reference = read_reference(self.jobs.text(order.tenant_id, order.recording_id))
        return ReadingText(reference, TextIndex(reference.spoken)) if reference else None
