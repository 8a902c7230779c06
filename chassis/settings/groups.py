"""The settings that capabilities need, in groups that a service's own class inherits.

What is not secret is the same for every process of a service, so it is checked at start. Secrets
differ by process (only the migration holds the owner's password), so they are optional here and
taken with `required` where they are used.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, FilePath, SecretStr, ValidationInfo, field_validator

from chassis.settings.loading import SettingsGroup

Port = Annotated[int, Field(ge=0, le=65535)]


def _web_address(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or {"@", "?", "#"} & set(value):
        raise ValueError("must be an http or https URL, without user, query and fragment")
    return value.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An http or https URL, kept without a slash at its end."""


def _origin(value: str) -> str:
    url = urlsplit(value)
    own_port = {"http": 80, "https": 443}.get(url.scheme)
    named = own_port and url.hostname and value == f"{url.scheme}://{url.netloc}".lower()
    if not named or url.port == own_port or {"@", "*"} & set(value):
        raise ValueError("must be the origins as browsers write them, such as https://app.example.org")
    return value


Origin = Annotated[str, AfterValidator(_origin)]
"""Scheme, host and, where it is not the scheme's own, port: never `null`, never a pattern."""


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("must be host:port, for example 127.0.0.1:7101")
    return value


PeerAddress = Annotated[
    str, AfterValidator(_host_and_port), Field(description="host:port of that service's gRPC server.")
]


class ServiceSettings(SettingsGroup):
    """What every process has: logs, traces and the admin port."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severity that is logged."
    )
    trace_file: Path | None = Field(
        default=None, description="File to which finished spans are appended as JSON lines; unset: none."
    )
    otlp_endpoint: str | None = Field(
        default=None,
        description="OTLP/HTTP endpoint for traces, for example http://collector:4318; unset: none.",
    )
    admin_host: str = Field(
        default="127.0.0.1", description="Address on which /livez, /readyz and /metrics are served."
    )
    admin_port: Port = Field(
        default=0, description="Port of /livez, /readyz and /metrics; 0 takes any free port."
    )


class DatabaseSettings(SettingsGroup):
    """The service's own Postgres database. User names are <service>_app, _relay and _owner."""

    database_host: str = Field(default="127.0.0.1", description="Host of the Postgres server.")
    database_port: Port = Field(default=5432, description="Port of the Postgres server.")
    database_name: str | None = Field(
        default=None, description="Name of the database; unset: the name of the service."
    )
    database_app_password: SecretStr | None = Field(
        default=None, description="Password of <service>_app, under row-level security."
    )
    database_relay_password: SecretStr | None = Field(
        default=None, description="Password of <service>_relay: outbox relay, sweeper, deletion worker."
    )
    database_owner_password: SecretStr | None = Field(
        default=None, description="Password of <service>_owner, used by the migration only."
    )


class MessagingSettings(SettingsGroup):
    """NATS JetStream. The user name is the service's name."""

    nats_url: str = Field(default="nats://127.0.0.1:4222", description="URL of the NATS server.")
    nats_password: SecretStr | None = Field(default=None, description="Password of the service's NATS user.")
    ack_wait_s: float = Field(
        default=60.0,
        gt=0,
        description="Seconds without a sign of life before work is handed to another worker.",
    )
    heartbeat_s: float = Field(
        default=15.0,
        gt=0,
        validate_default=True,
        description="Seconds between signs of life for work in hand; at most half of ROSTRUM_ACK_WAIT_S.",
    )

    @field_validator("nats_url")
    @classmethod
    def _names_only_the_server(cls, value: str) -> str:
        url = urlsplit(value)
        if url.scheme not in {"nats", "tls"} or not url.hostname or "@" in url.netloc:
            raise ValueError("must be nats://host:port or tls://host:port, without user and password")
        return value

    @field_validator("heartbeat_s")
    @classmethod
    def _keeps_the_lease(cls, value: float, info: ValidationInfo) -> float:
        if value * 2 > info.data.get("ack_wait_s", float("inf")):
            raise ValueError("must be at most half of ROSTRUM_ACK_WAIT_S")
        return value


class ObjectStoreSettings(SettingsGroup):
    """Where audio and documents are kept."""

    object_store: str = Field(description="file:///directory for a durable directory, or s3://bucket.")
    s3_endpoint: str | None = Field(
        default=None,
        validate_default=True,
        description="URL of the S3 server, for example https://s3.example.org; needed by s3://.",
    )
    s3_access_key: SecretStr | None = Field(default=None, description="Access key of the S3 server.")
    s3_secret_key: SecretStr | None = Field(default=None, description="Secret key of the S3 server.")

    @field_validator("object_store")
    @classmethod
    def _names_a_store(cls, value: str) -> str:
        url = urlsplit(value)
        directory = url.scheme == "file" and not url.netloc and url.path.startswith("/")
        bucket = url.scheme == "s3" and bool(url.netloc) and "@" not in url.netloc
        if not directory and not bucket:
            raise ValueError("must be file:///directory or s3://bucket")
        return value

    @field_validator("s3_endpoint")
    @classmethod
    def _is_there_for_s3(cls, value: str | None, info: ValidationInfo) -> str | None:
        if not value and info.data.get("object_store", "").startswith("s3:"):
            raise ValueError("is needed by an s3:// object store")
        return value


class RpcServerSettings(SettingsGroup):
    """The service's gRPC door."""

    rpc_host: str = Field(default="127.0.0.1", description="Address on which the gRPC server listens.")
    rpc_port: Port = Field(default=0, description="Port of the gRPC server; 0 takes any free port.")
    rpc_reflection: bool = Field(
        default=False, description="Whether the gRPC server describes itself: on locally, off in production."
    )


class IdentitySettings(SettingsGroup):
    """Who this service is to the others, and how it knows users and services."""

    service_key: SecretStr | None = Field(
        default=None, description="Ed25519 private key (PEM) that signs this service's own credentials."
    )
    service_keys_dir: Path = Field(
        description="Directory with the public key of every service, as <service>.pem."
    )
    token_issuer: str = Field(
        description="The `iss` of access tokens, for example https://rostrum.example.org."
    )
    auth_rpc: PeerAddress


class ProviderSettings(SettingsGroup):
    """Providers whose keys users bring."""

    private_provider_urls: bool = Field(
        default=False,
        description="Whether servers that users name may be on this machine or in private networks, by plain"
        " http and on any port: for installations whose users' models are there.",
    )


class TextModelSettings(SettingsGroup):
    """A text model behind any OpenAI-compatible chat server, such as OpenAI's, DeepSeek's or Ollama."""

    text_model_url: str | None = Field(
        default=None,
        description="Base URL of the server, such as http://127.0.0.1:11434/v1; unset: no text model.",
    )
    text_model: str | None = Field(default=None, description="Name of the model.")
    text_model_key: SecretStr | None = Field(
        default=None, description="Key of the server, where it needs one."
    )
    text_model_prompt_usd: float = Field(
        default=0.0, ge=0, description="US dollars for a million tokens that the model is sent."
    )
    text_model_completion_usd: float = Field(
        default=0.0, ge=0, description="US dollars for a million tokens that the model answers with."
    )
    text_model_slots: int = Field(
        default=4, ge=1, le=64, description="Questions that one process has with the server at a time."
    )

    @field_validator("text_model_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("must be an http or https URL")
        return value or None


class HttpSettings(SettingsGroup):
    """The service's HTTP door."""

    public_url: WebAddress = Field(
        description="URL of the front door, as clients reach it, for example https://rostrum.example.org."
    )
    cors_origins: tuple[Origin, ...] = Field(
        default=(),
        description="Origins whose pages may call from a browser, with its cookies, as a JSON list; "
        'for example ["https://app.example.org"]. The front door\'s own needs no mention.',
    )
    http_host: str = Field(default="127.0.0.1", description="Address on which the HTTP server listens.")
    http_port: Port = Field(default=0, description="Port of the HTTP server; 0 takes any free port.")
    cursor_key: SecretStr | None = Field(
        default=None, description="Key that signs the cursors of paged lists; the same in every replica."
    )
    limits_file: FilePath | None = Field(
        default=None,
        description="A TOML file with limits by role that take the place of the built-in ones; "
        "see chassis/role_limits/limits.toml.",
    )
