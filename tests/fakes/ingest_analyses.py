"""Analyses in memory; the suite in tests/contract/ingest holds them to analyze's gRPC."""

from collections.abc import Mapping
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.analyses import Renewal, Renewed


class MemoryAnalyses:
    """Has what is put into it, each analysis a version; `late` ones are promised and never come."""

    def __init__(self) -> None:
        self.versions: dict[UUID, list[Mapping[str, object]]] = {}
        self.renewals: list[Renewal] = []
        self.late = False

    def add(self, recording_id: UUID, analysis: Mapping[str, object]) -> None:
        versions = self.versions.setdefault(recording_id, [])
        versions.append({**analysis, "version": len(versions) + 1})

    def read(self, recording_id: UUID, version: int) -> Mapping[str, object]:
        versions = self.versions.get(recording_id, [])
        if not versions or version > len(versions):
            raise NotFound("none")
        return versions[version - 1]

    def renew(self, recording_id: UUID, renewal: Renewal, wait_s: float) -> Renewed:
        newest = self.read(recording_id, 0)
        self.renewals.append(renewal)
        version = len(self.versions[recording_id]) + 1
        if self.late or not wait_s:
            return Renewed(version, None)
        self.add(recording_id, newest)
        return Renewed(version, self.read(recording_id, version))

    def compare(self, before: UUID, after: UUID) -> Mapping[str, object]:
        self.read(before, 0)
        self.read(after, 0)
        return {"changes": []}
