"""AuthService: parse, call one use case, present."""

from datetime import datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from rostrum.auth.v1 import auth_service_pb2 as pb
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.rpc import MethodPolicy, RpcService, current_call, id_in, id_of
from services.auth.adapters.inbound.grpc.origin import told_from
from services.auth.application import Application
from services.auth.application.use_cases.find_coaches import Bond
from services.auth.domain.organisation import Person

_SERVICES = frozenset({"ingest", "transcribe", "analyze", "report"})
_ANY_SERVICE = MethodPolicy(_SERVICES, tenant=False)
"""Keys are public, and a service asks about a session before it knows whose it is."""


class AuthServicer(pb_grpc.AuthServiceServicer):
    """What other services ask."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def GetSigningKeys(
        self, request: pb.GetSigningKeysRequest, context: grpc.ServicerContext
    ) -> pb.GetSigningKeysResponse:
        del request, context  # the chassis has admitted the call and turns errors into statuses
        return pb.GetSigningKeysResponse(jwks_json=self._application.publish_signing_keys())

    def CheckSession(
        self, request: pb.CheckSessionRequest, context: grpc.ServicerContext
    ) -> pb.CheckSessionResponse:
        del context
        state = self._application.check_session(id_in(request, "session_id"))
        ended_at = _timestamp(state.ended_at) if state.ended_at else None
        return pb.CheckSessionResponse(active=state.active, revoked_at=ended_at)

    def ExchangeToken(
        self, request: pb.ExchangeTokenRequest, context: grpc.ServicerContext
    ) -> pb.ExchangeTokenResponse:
        del context
        with told_from(request.peer):
            exchanged = self._application.exchange_token(request.token, request.peer)
        return pb.ExchangeTokenResponse(
            access_token=exchanged.access_token, expires_in_s=exchanged.expires_in_s
        )

    def FindCoaches(
        self, request: pb.FindCoachesRequest, context: grpc.ServicerContext
    ) -> pb.FindCoachesResponse:
        del context
        learner = Person(id_in(request, "learner_id"), current_call().tenant_id)
        bonds = self._application.organisations.coaches.of(learner)
        return pb.FindCoachesResponse(bonds=[_bond(bond) for bond in bonds])

    def FindLearners(
        self, request: pb.FindLearnersRequest, context: grpc.ServicerContext
    ) -> pb.FindLearnersResponse:
        del context
        coach = Person(id_in(request, "coach_id"), current_call().tenant_id)
        learner_ids = [id_of(text, "learner_ids") for text in request.learner_ids]
        bonds = self._application.organisations.coaches.learners(coach, learner_ids)
        return pb.FindLearnersResponse(bonds=[_bond(bond) for bond in bonds])


def auth_service(application: Application) -> RpcService:
    """The service with who may call what."""
    return RpcService(
        register=pb_grpc.add_AuthServiceServicer_to_server,
        servicer=AuthServicer(application),
        policies={
            "GetSigningKeys": _ANY_SERVICE,
            "CheckSession": _ANY_SERVICE,
            "FindCoaches": MethodPolicy(frozenset({"ingest"})),
            "FindLearners": MethodPolicy(frozenset({"ingest"})),
            "ExchangeToken": MethodPolicy(frozenset({"ingest"}), tenant=False),
        },
    )


def _bond(bond: Bond) -> pb.CoachingBond:
    return pb.CoachingBond(
        user_id=str(bond.person.user_id),
        name=bond.name,
        organisation_id=str(bond.organisation.id),
        organisation_name=bond.organisation.name,
        since=_timestamp(bond.since),
    )


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
