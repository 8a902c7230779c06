"""A coach opens what a learner shares."""

from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.shares import Coaching, Reading
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.errors import no_such_recording
from services.ingest.domain.events import ShareUsed
from services.ingest.domain.recording import Recording
from services.ingest.domain.share import Bond, Person, Share


@dataclass(frozen=True)
class Opened:
    """A learner's recording that the coach may read, and who the learner is."""

    recording: Recording
    bond: Bond


class OpenShared:
    """Every request of a coach for a learner's recording comes through here, before anything of it is read.

    - It needs a share that covers the recording, and the bond under which it was given to last still.
      Otherwise the recording is not found, exactly as one that does not exist.
    - The learner is told when their coach last looked, and the audit trail what the coach looked at.
    """

    def __init__(self, transactions: Transactions, coaching: Coaching, clock: Clock) -> None:
        self._transactions = transactions
        self._coaching = coaching
        self._clock = clock

    def __call__(self, coach: Person, recording_id: UUID, part: str) -> Opened:
        share, bond = self._find(coach, recording_id)
        with self._transactions.begin(share.learner.tenant_id) as transaction:
            buried = transaction.erasures.is_buried(recording_id)
            recording = transaction.recordings.find(recording_id)
            if buried or recording is None or not transaction.shares.hold(share.id):
                raise no_such_recording()
            if transaction.shares.note(Reading(share.id, recording_id, part, self._clock.now())):
                transaction.announce(ShareUsed(share, recording_id, part))
        return Opened(recording, bond)

    def _find(self, coach: Person, recording_id: UUID) -> tuple[Share, Bond]:
        covering = self._transactions.shared.covering(coach.user_id, recording_id)
        owners = {share.learner.user_id for share in covering}
        bonds = self._coaching.learners(coach, owners) if owners else ()
        for share in covering:
            bond = share.bond_with(share.learner.user_id, bonds)
            if bond is not None:
                return share, bond
        raise no_such_recording()
