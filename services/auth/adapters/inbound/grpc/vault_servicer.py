"""VaultService: parse, call one use case, present."""

from collections.abc import Mapping

import grpc
from rostrum.auth.v1 import vault_service_pb2 as pb
from rostrum.auth.v1 import vault_service_pb2_grpc as pb_grpc

from chassis.rpc import MethodPolicy, RpcService, current_call, id_in
from services.auth.application import Application
from services.auth.application.use_cases.lend_provider_key import KeyOnOffer, OwnerKind

_BORROWERS = MethodPolicy(frozenset({"transcribe", "analyze"}))
_OWNERS: Mapping[OwnerKind, "pb.KeyOwner.ValueType"] = {
    "user": pb.KEY_OWNER_USER,
    "organisation": pb.KEY_OWNER_ORGANISATION,
}


class VaultServicer(pb_grpc.VaultServiceServicer):
    """What borrowers of keys ask."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def LendProviderKey(
        self, request: pb.LendProviderKeyRequest, context: grpc.ServicerContext
    ) -> pb.LendProviderKeyResponse:
        del context  # the chassis has admitted the call and turns errors into statuses
        call = current_call()
        lent = self._application.vault.lend(
            call.tenant_id, request.provider, id_in(request, "job_id"), call.caller
        )
        return pb.LendProviderKeyResponse(
            key=lent.key,
            base_url=lent.base_url,
            owners_url=lent.owners_url,
            last_four=lent.last_four,
            owner=_OWNERS[lent.owner],
            owner_id=str(lent.owner_id),
        )

    def ListProviderKeys(
        self, request: pb.ListProviderKeysRequest, context: grpc.ServicerContext
    ) -> pb.ListProviderKeysResponse:
        del request, context
        offers = self._application.vault.lend.on_offer(current_call().tenant_id)
        return pb.ListProviderKeysResponse(keys=[_offer(each) for each in offers])


def vault_service(application: Application) -> RpcService:
    """The service with who may call what."""
    return RpcService(
        register=pb_grpc.add_VaultServiceServicer_to_server,
        servicer=VaultServicer(application),
        policies={"LendProviderKey": _BORROWERS, "ListProviderKeys": _BORROWERS},
    )


def _offer(key: KeyOnOffer) -> pb.ProviderKeyOffer:
    return pb.ProviderKeyOffer(
        provider=key.provider,
        owner=_OWNERS[key.owner],
        speech_model=key.speech_model or "",
        text_model=key.text_model or "",
    )
