"""An OpenID Connect provider as a process of its own: `python -m tests.infrastructure.oidc_provider PORT`.

The protocol is Authlib's: codes used once, PKCE, client authentication, ID tokens, who answers (RFC 9207).
Who logs in, the signing key and a provider's faults are decided by a test, over `/control`.
"""

import sys
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, request
from joserfc import jwk, jwt
from werkzeug.serving import make_server

from tests.infrastructure.oidc_client import CLIENT_ID, CLIENT_SECRET


@dataclass
class Provider:
    """`person` is who logs in; None declines. `faults` are wrong claims of ID tokens."""

    issuer: str
    person: dict[str, Any] | None = None
    faults: dict[str, Any] = field(default_factory=dict)
    keys: list[jwk.Key] = field(default_factory=list)
    codes: dict[str, "Code"] = field(default_factory=dict)
    answers_as: str = ""
    methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post")

    def rotate(self) -> None:
        """The old key is published no longer."""
        self.keys = [jwk.ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)]

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def sign(self, claims: dict[str, Any]) -> str:
        key = self.keys[-1]
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            "token_endpoint_auth_methods_supported": self.methods,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }


class Client(ClientMixin):
    """The one client, which has a secret."""

    id_token_signed_response_alg = "ES256"

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/v1/auth/oidc/local/callback")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    person: dict[str, Any]
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Server(AuthorizationServer):
    """Knows the provider."""

    def __init__(self, app: Flask, provider: Provider) -> None:
        super().__init__(app, lambda name: Client() if name == CLIENT_ID else None, lambda *_: None)
        self.provider = provider


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")
    server: Server

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        sent = request.payload.data
        names = ("redirect_uri", "scope", "nonce", "code_challenge", "code_challenge_method")
        self.server.provider.codes[code] = Code(code, request.user, *(sent[name] for name in names))

    def query_authorization_code(self, code: str, _client: Client) -> Code | None:
        return self.server.provider.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        del self.server.provider.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
        return authorization_code.person


class IdTokens(OpenIDCode):
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, _request: OAuth2Request) -> bool:
        return any(code.nonce == nonce for code in self.provider.codes.values())

    def resolve_client_private_key(self, _client: Client) -> jwk.Key:
        return self.provider.keys[-1]

    def get_encode_header(self, _client: Client) -> dict[str, Any]:
        return {"alg": "ES256", "kid": self.provider.keys[-1].kid}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self.provider.issuer, "aud": client.get_client_id()}

    def generate_user_info(self, user: dict[str, Any], _scope: str) -> dict[str, Any]:
        return {**user, **self.provider.faults}


class Issuer(IssuerParameter):
    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def get_issuer(self) -> str:
        return self.provider.answers_as or self.provider.issuer


def create_app(provider: Provider) -> Flask:
    app = Flask("provider")
    server = Server(app, provider)
    server.register_grant(CodeGrant, [CodeChallenge(required=True), IdTokens(provider)])
    server.register_extension(Issuer(provider))
    _add_routes(app, server, provider)
    return app


def _add_routes(app: Flask, server: Server, provider: Provider) -> None:
    app.get("/.well-known/openid-configuration")(provider.metadata)
    app.get("/keys")(provider.jwks)

    @app.get("/authorize")
    def authorize() -> Response:
        grant = server.get_consent_grant(end_user=provider.person)
        return server.create_authorization_response(grant=grant, grant_user=provider.person)

    @app.post("/token")
    def token() -> Response:
        return server.create_token_response()

    @app.post("/control/rotate")
    def rotate() -> dict[str, Any]:
        provider.rotate()
        return {}

    @app.post("/control/sign")
    def sign() -> dict[str, Any]:
        return {"token": provider.sign(request.get_json())}

    @app.put("/control")
    def control() -> dict[str, Any]:
        vars(provider).update(request.get_json())
        return {}


def main(port: int) -> None:
    provider = Provider(f"http://127.0.0.1:{port}")
    provider.rotate()
    make_server("127.0.0.1", port, create_app(provider), threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
