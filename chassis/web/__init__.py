"""The HTTP edge: operations declared as data, one strict path from request to answer.

create_app(Description(...), [Operation("GET", "/v1/things/{thing_id}", door.get_thing, tag="Things",
           policy="user", responses={200: ThingView})], Edge(...))
"""

from chassis.idempotency import Claim, IdempotencyStore, Scope, StoredResponse
from chassis.rate_limits import Limit
from chassis.web.application import create_app
from chassis.web.authentication import TokenVerifier
from chassis.web.calls import Call, Caller, Reply, canonical
from chassis.web.conditional import entity_tag
from chassis.web.cursors import Cursors, Pages
from chassis.web.dispatch import Edge
from chassis.web.documentation import Description
from chassis.web.incoming import peer
from chassis.web.limits import Limits
from chassis.web.operations import IF_MATCH, IF_NONE_MATCH, Content, Header, Operation, WrongOperation
from chassis.web.places import leave_work
from chassis.web.prefer import preference_applied
from chassis.web.problems import ErrorShape
from chassis.web.schema import Body, PageQuery, Query, View, WholeNumber
from chassis.web.site import Site
from chassis.web.streams import EventSource, ServerEvent, StreamSlots, StreamTimes

__all__ = [
    "IF_MATCH",
    "IF_NONE_MATCH",
    "Body",
    "Call",
    "Caller",
    "Claim",
    "Content",
    "Cursors",
    "Description",
    "Edge",
    "ErrorShape",
    "EventSource",
    "Header",
    "IdempotencyStore",
    "Limit",
    "Limits",
    "Operation",
    "PageQuery",
    "Pages",
    "Query",
    "Reply",
    "Scope",
    "ServerEvent",
    "Site",
    "StoredResponse",
    "StreamSlots",
    "StreamTimes",
    "TokenVerifier",
    "View",
    "WholeNumber",
    "WrongOperation",
    "canonical",
    "create_app",
    "entity_tag",
    "leave_work",
    "peer",
    "preference_applied",
]
