"""Access tokens, minted by flask-jwt-extended and held to the rules of chassis.identity."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.identity import ACCESS_AUDIENCE, ACCESS_TYP, key_id
from services.auth.application.ports.tokens import Grant


class FlaskJwtIssuer:
    """The library takes its configuration from an application; this one has no routes and serves nobody.

    It is made with the first token: processes that issue none never load Flask.
    """

    def __init__(self, key: Ed25519PrivateKey, issuer: str) -> None:
        self._config = {
            "JWT_ALGORITHM": "EdDSA",
            "JWT_PRIVATE_KEY": key,
            "JWT_PUBLIC_KEY": key.public_key(),
            "JWT_ENCODE_ISSUER": issuer,
            "JWT_ENCODE_AUDIENCE": ACCESS_AUDIENCE,
            "JWT_TOKEN_LOCATION": ["headers"],
            "JWT_COOKIE_CSRF_PROTECT": False,
        }
        self._headers = {"typ": ACCESS_TYP, "kid": key_id(key.public_key())}

    @cached_property
    def _app(self) -> Any:  # noqa: ANN401 - Flask's type is known only once it is loaded
        from flask import Flask
        from flask_jwt_extended import JWTManager

        app = Flask(__name__, static_folder=None)
        app.config.update(self._config)
        JWTManager(app)
        return app

    def issue(self, grant: Grant) -> str:
        """The times are the grant's: the library's own clock can't be turned by tests."""
        from flask_jwt_extended import create_access_token

        issued = int(grant.at.timestamp())
        claims = {
            "tid": str(grant.tenant_id),
            "sid": str(grant.session_id),
            "jti": str(grant.token_id),
            "roles": list(grant.roles),
            "iat": issued,
            "nbf": issued,
            "exp": issued + grant.life_s,
        }
        if grant.scopes is not None:
            claims["scope"] = " ".join(grant.scopes)
        if grant.csrf is not None:
            claims["csrf"] = grant.csrf
        with self._app.app_context():
            token: str = create_access_token(
                identity=str(grant.user_id),
                expires_delta=timedelta(seconds=grant.life_s),
                additional_claims=claims,
                additional_headers=self._headers,
            )
        return token
