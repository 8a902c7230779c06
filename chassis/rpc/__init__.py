"""gRPC between services: who calls for whom, until when, and the error family across the wire.

Unary calls only. A server admits by a declared policy per method; a channel adds deadline, service
credential, tenant, user token and trace, and turns a refused call back into the error that was raised.
"""

from chassis.rpc.admission import Admission
from chassis.rpc.calls import Call, acting_for, current_call, on_behalf
from chassis.rpc.channels import channel
from chassis.rpc.policies import MethodPolicy, RpcService
from chassis.rpc.requests import id_in, id_of
from chassis.rpc.server import RpcServer
from chassis.rpc.statuses import PeerFailed

__all__ = [
    "Admission",
    "Call",
    "MethodPolicy",
    "PeerFailed",
    "RpcServer",
    "RpcService",
    "acting_for",
    "channel",
    "current_call",
    "id_in",
    "id_of",
    "on_behalf",
]
