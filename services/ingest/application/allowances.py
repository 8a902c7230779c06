"""May somebody send another recording?"""

from uuid import UUID

from services.ingest.application.ports.records import Transaction
from services.ingest.domain.allowance import Allowance, audio_minutes_used_up, no_more_room


def check_allowance(transaction: Transaction, user_id: UUID, allowance: Allowance) -> None:
    """Raises LimitReached where the day's audio is used up, and TooLarge where no more may be kept.

    How long a recording is shows only when it is decoded, and how large often only when it is here: so what
    is used is held against the limit before, and the one that reaches it is still taken.
    """
    if allowance.audio_s is not None:
        used = transaction.audio_use.of(user_id, allowance.audio_s)
        if used.used_s >= allowance.audio_s:
            raise audio_minutes_used_up(used, allowance.audio_s)
    if allowance.stored_bytes is not None:
        stored = transaction.recordings.stored_bytes()
        if stored >= allowance.stored_bytes:
            raise no_more_room(stored, allowance.stored_bytes)
