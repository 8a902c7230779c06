"""A coach looks through what learners share."""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.shares import Coaching
from services.ingest.application.use_cases.open_shared import Opened
from services.ingest.domain.recording import Recording
from services.ingest.domain.share import Bond, Person, Share


@dataclass(frozen=True)
class Learner:
    """`recording_ids` are those that are shared one by one; None stands for all."""

    person: Person
    bond: Bond
    recording_ids: frozenset[UUID] | None


@dataclass(frozen=True)
class LearnerPage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[Learner]
    after: UUID | None


@dataclass(frozen=True)
class SharedPage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[Opened]
    after: UUID | None


class ListShared:
    """Learners by id; recordings of one or of all of them, the newest first.

    Each learner's recordings are read in a transaction of that learner's own space: there is no look that
    sees those of several at once. A page of all learners takes as many short transactions as there are.
    """

    def __init__(self, transactions: Transactions, coaching: Coaching) -> None:
        self._transactions = transactions
        self._coaching = coaching

    def learners(self, coach: Person, limit: int, after: UUID | None) -> LearnerPage:
        every = [one for one in self._learners(coach) if after is None or one.person.user_id > after]
        items = every[:limit]
        return LearnerPage(items, items[-1].person.user_id if len(every) > limit else None)

    def recordings(
        self, coach: Person, limit: int, before: UUID | None, learner_id: UUID | None = None
    ) -> SharedPage:
        learners = {one.person.tenant_id: one for one in self._learners(coach, learner_id)}
        pages = [self._page(one, limit + 1, before) for one in learners.values()]
        merged = heapq.merge(*pages, key=attrgetter("id"), reverse=True)
        found = [Opened(each, learners[each.tenant_id].bond) for each in islice(merged, limit + 1)]
        items = found[:limit]
        return SharedPage(items, items[-1].recording.id if len(found) > limit else None)

    def _page(self, learner: Learner, limit: int, before: UUID | None) -> Sequence[Recording]:
        with self._transactions.begin(learner.person.tenant_id) as transaction:
            return transaction.recordings.page(limit, before, learner.recording_ids)

    def _learners(self, coach: Person, learner_id: UUID | None = None) -> Sequence[Learner]:
        owners: dict[Person, list[Share]] = {}
        for share in self._transactions.shared.all(coach.user_id, learner_id):
            owners.setdefault(share.learner, []).append(share)
        bonds = self._bonds(coach, owners)
        found = (_learner(owner, owners[owner], bonds) for owner in sorted(owners, key=attrgetter("user_id")))
        return [learner for learner in found if learner is not None]

    def _bonds(self, coach: Person, owners: Collection[Person]) -> Mapping[UUID, Sequence[Bond]]:
        """By learner."""
        bonds: dict[UUID, list[Bond]] = {}
        asked = [owner.user_id for owner in owners]
        for bond in self._coaching.learners(coach, asked) if asked else ():
            bonds.setdefault(bond.person_id, []).append(bond)
        return bonds


def _learner(person: Person, shares: Sequence[Share], bonds: Mapping[UUID, Sequence[Bond]]) -> Learner | None:
    """None where no share holds any more."""
    own = bonds.get(person.user_id, ())
    holding = [
        (share.recording_id, bond) for share in shares if (bond := share.bond_with(person.user_id, own))
    ]
    if not holding:
        return None
    named = {recording_id for recording_id, _ in holding}
    return Learner(person, holding[0][1], None if None in named else frozenset(filter(None, named)))
