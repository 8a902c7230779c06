"""The coaching port: auth asked by gRPC, and what it says of a learner kept for a moment."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC
from uuid import UUID

import grpc
from rostrum.auth.v1.auth_service_pb2 import CoachingBond, FindCoachesRequest, FindLearnersRequest
from rostrum.auth.v1.auth_service_pb2_grpc import AuthServiceStub

from chassis.rpc import on_behalf
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.share import Bond, Person

KEPT_S = 3.0
"""A coach who was removed reads for so much longer at most."""
_MOST_KEPT = 10_000

Kept = tuple[float, Sequence[Bond]]


class RemoteCoaching:
    """Asks for the personal tenant of who asks, without their token: they were admitted here."""

    def __init__(self, channel: grpc.Channel, clock: Clock) -> None:
        self._auth = AuthServiceStub(channel)
        self._clock = clock
        self._kept: dict[tuple[UUID, UUID], Kept] = {}

    def coaches(self, learner: Person) -> Sequence[Bond]:
        with on_behalf(tenant_id=learner.tenant_id):
            answer = self._auth.FindCoaches(FindCoachesRequest(learner_id=str(learner.user_id)))
        return [_bond(bond) for bond in answer.bonds]

    def learners(self, coach: Person, learner_ids: Collection[UUID]) -> Sequence[Bond]:
        now = self._clock.monotonic()
        fresh = {one: self._fresh(coach, one, now) for one in learner_ids}
        asked = [one for one, bonds in fresh.items() if bonds is None]
        if asked:
            found = self._ask(coach, asked)
            fresh.update(found)
            self._keep(coach, found, now)
        return [bond for bonds in fresh.values() for bond in bonds or ()]

    def _fresh(self, coach: Person, learner_id: UUID, now: float) -> Sequence[Bond] | None:
        until, bonds = self._kept.get((coach.user_id, learner_id), (float("-inf"), ()))
        return bonds if now < until else None

    def _ask(self, coach: Person, learner_ids: Iterable[UUID]) -> dict[UUID, list[Bond]]:
        request = FindLearnersRequest(
            coach_id=str(coach.user_id), learner_ids=[str(one) for one in learner_ids]
        )
        with on_behalf(tenant_id=coach.tenant_id):
            bonds = [_bond(bond) for bond in self._auth.FindLearners(request).bonds]
        return {one: [bond for bond in bonds if bond.person_id == one] for one in learner_ids}

    def _keep(self, coach: Person, found: dict[UUID, list[Bond]], now: float) -> None:
        if len(self._kept) + len(found) > _MOST_KEPT:
            self._kept.clear()
        self._kept.update(
            {(coach.user_id, learner_id): (now + KEPT_S, bonds) for learner_id, bonds in found.items()}
        )


def _bond(bond: CoachingBond) -> Bond:
    return Bond(
        person_id=UUID(bond.user_id),
        name=bond.name,
        organisation_id=UUID(bond.organisation_id),
        organisation_name=bond.organisation_name,
        since=bond.since.ToDatetime(tzinfo=UTC),
    )
