"""The HTTP application of auth."""

from flask import Flask

from chassis.web import Description, Edge, create_app
from services.auth.adapters.inbound.http.sessions_door import DoorLimits, SessionsDoor
from services.auth.adapters.inbound.http.users_door import UsersDoor
from services.auth.application import Application

DESCRIPTION = Description(
    name="rostrum-auth",
    title="Rostrum accounts",
    version="1.0.0",
    summary="Accounts, sessions and the keys that tell who is calling.",
    openapi_path="/v1/auth/openapi.json",
    docs_path="/v1/auth/docs",
)


def create_door(application: Application, edge: Edge, limits: DoorLimits) -> Flask:
    """The WSGI application."""
    operations = (*SessionsDoor(application, limits).operations(), *UsersDoor(application).operations())
    return create_app(DESCRIPTION, operations, edge)
