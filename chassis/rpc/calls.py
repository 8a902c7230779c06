"""The call that this thread is answering, and what it passes on to the calls it makes.

Context variables belong to a thread (or task): code that moves work to another thread passes what it
needs itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from chassis.errors import PermissionDenied
from chassis.identity import Principal

SERVICE_KEY = "rostrum-service"
TENANT_KEY = "rostrum-tenant"
AUTHORIZATION_KEY = "authorization"


@dataclass(frozen=True)
class Call:
    """An admitted call: the service that makes it, the tenant it is for, and the user behind it, if any."""

    method: str
    caller: str
    tenant: UUID | None = None
    principal: Principal | None = None
    user_token: str | None = field(default=None, repr=False)

    @property
    def tenant_id(self) -> UUID:
        """The tenant; only methods whose policy is without one can be called without it."""
        if self.tenant is None:
            raise PermissionDenied("The call names no tenant.", code="tenant_required")
        return self.tenant


@dataclass(frozen=True)
class Behalf:
    """For whom outgoing calls are made."""

    tenant_id: UUID
    user_token: str | None = field(default=None, repr=False)


_call: ContextVar[Call | None] = ContextVar("rostrum_call", default=None)
_behalf: ContextVar[Behalf | None] = ContextVar("rostrum_behalf", default=None)


def current_call() -> Call:
    """The call being answered; LookupError outside of a servicer."""
    call = _call.get()
    if call is None:
        raise LookupError("no gRPC call is being answered here")
    return call


@contextmanager
def answering(call: Call) -> Iterator[None]:
    """Calls made inside are for the same tenant and user, unless `on_behalf` says otherwise."""
    token = _call.set(call)
    try:
        yield
    finally:
        _call.reset(token)


@contextmanager
def on_behalf(*, tenant_id: UUID, user_token: str | None = None) -> Iterator[None]:
    """Calls made inside are for this tenant; with the user's access token where a user is acting."""
    token = _behalf.set(Behalf(tenant_id, user_token))
    try:
        yield
    finally:
        _behalf.reset(token)


def acting_for() -> Behalf | None:
    """Whom an outgoing call is for: as set by `on_behalf`, else as the call being answered."""
    explicit = _behalf.get()
    if explicit is not None:
        return explicit
    call = _call.get()
    return Behalf(call.tenant, call.user_token) if call and call.tenant else None
