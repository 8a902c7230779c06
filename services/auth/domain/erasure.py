"""The erasure of a tenant, which every service confirms."""

from collections.abc import Collection

OTHER_SERVICES = frozenset({"ingest", "transcribe", "analyze", "report"})
"""Those whose receipts are waited for before auth erases its own part, last."""


def is_confirmed(receipts: Collection[str]) -> bool:
    return set(receipts) >= OTHER_SERVICES
