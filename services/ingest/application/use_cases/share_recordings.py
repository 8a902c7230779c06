"""A learner lets a coach read recordings, and ends that."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.shares import Coaching
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.errors import no_such_coach, no_such_recording, no_such_share
from services.ingest.domain.events import ShareGranted, ShareRevoked
from services.ingest.domain.share import Bond, Person, Share


@dataclass(frozen=True)
class ShareWish:
    """`recording_id` None: all recordings, present and future."""

    coach_id: UUID
    organisation_id: UUID
    recording_id: UUID | None = None


@dataclass(frozen=True)
class ShownShare:
    """`bond` is None once the learner or the coach has left: the share then opens nothing any more."""

    share: Share
    bond: Bond | None


@dataclass(frozen=True)
class SharePage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[ShownShare]
    after: UUID | None


class ShareRecordings:
    """Only with a coach of an organisation that both belong to; anybody else is no coach that could be found.

    - Sharing the same again renews it. Revoking holds from the coach's next request on.
    - Whether a coach still is one is asked at each of the coach's requests.
    """

    def __init__(self, transactions: Transactions, coaching: Coaching, clock: Clock) -> None:
        self._transactions = transactions
        self._coaching = coaching
        self._clock = clock

    def grant(self, learner: Person, share_id: UUID, wish: ShareWish) -> ShownShare:
        bond = self._bond(learner, wish)
        share = Share(
            share_id,
            learner,
            wish.coach_id,
            wish.organisation_id,
            bond.since,
            wish.recording_id,
            self._clock.now(),
        )
        with self._transactions.begin(learner.tenant_id) as transaction:
            buried = transaction.erasures.is_buried(wish.recording_id or learner.tenant_id)
            missing = wish.recording_id and transaction.recordings.find(wish.recording_id) is None
            if buried or missing:
                raise no_such_recording()
            stored = transaction.shares.grant(share)
            transaction.announce(ShareGranted(stored))
        return ShownShare(stored, bond)

    def page(
        self, learner: Person, limit: int, after: UUID | None, recording_id: UUID | None = None
    ) -> SharePage:
        with self._transactions.begin(learner.tenant_id) as transaction:
            if recording_id and transaction.recordings.find(recording_id) is None:
                raise no_such_recording()
            found = transaction.shares.page(limit + 1, after, recording_id)
        bonds = self._coaching.coaches(learner) if found else ()
        items = [ShownShare(share, share.bond_with(share.coach_id, bonds)) for share in found[:limit]]
        return SharePage(items, items[-1].share.id if len(found) > limit else None)

    def revoke(self, learner: Person, share_id: UUID) -> None:
        with self._transactions.begin(learner.tenant_id) as transaction:
            share = transaction.shares.revoke(share_id)
            if share is None:
                raise no_such_share()
            transaction.announce(ShareRevoked(share))

    def _bond(self, learner: Person, wish: ShareWish) -> Bond:
        asked = (wish.coach_id, wish.organisation_id)
        for bond in self._coaching.coaches(learner):
            if (bond.person_id, bond.organisation_id) == asked:
                return bond
        raise no_such_coach()
