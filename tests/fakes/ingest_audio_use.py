"""ingest's audio use port in memory; it passes the same suite as the one on Postgres."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.ingest.domain.allowance import DAY_S, AudioUsed
from services.ingest.domain.recording import Recording

_DAY = timedelta(seconds=DAY_S)


@dataclass(frozen=True)
class AudioEntry:
    tenant_id: UUID
    recording_id: UUID
    user_id: UUID
    at: datetime
    audio_s: float


class MemoryAudioUse:
    def __init__(self, entries: dict[UUID, AudioEntry], tenant_id: UUID, now: datetime) -> None:
        self._entries = entries
        self._tenant_id = tenant_id
        self._now = now

    def of(self, user_id: UUID, limit_s: float | None) -> AudioUsed:
        mine = [one for one in self._entries.values() if one.tenant_id == self._tenant_id]
        counting = [one for one in mine if one.user_id == user_id and one.at > self._now - _DAY]
        used_s = sum(one.audio_s for one in counting)
        if limit_s is None or used_s < limit_s:
            return AudioUsed(used_s)
        if limit_s == 0:
            return AudioUsed(used_s, float(DAY_S))
        left_s = used_s
        for entry in sorted(counting, key=lambda one: (one.at, one.recording_id)):
            left_s -= entry.audio_s
            if left_s < limit_s:
                return AudioUsed(used_s, (entry.at + _DAY - self._now).total_seconds())
        raise AssertionError("what is used up frees itself")

    def lock(self, user_id: UUID) -> None:
        """Transactions in memory come one after the other."""

    def add(self, recording: Recording, audio_s: float) -> None:
        entry = AudioEntry(self._tenant_id, recording.id, recording.user_id, self._now, audio_s)
        self._entries.setdefault(recording.id, entry)
