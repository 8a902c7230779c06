"""Mails by SMTP (RFC 5321), with the standard library's client."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from typing import Literal
from uuid import UUID

import structlog
from pydantic import SecretStr

from chassis.errors import Unavailable
from services.auth.adapters.outbound.mail.mime_letter import to_message
from services.auth.application.ports.mail import Undeliverable
from services.auth.domain.letter import Letter

Security = Literal["starttls", "tls", "none"]
TIMEOUT_S = 10.0
"""Of one exchange with the server."""
_PERMANENT = 500
"""And above: the server says that trying again is useless (RFC 5321 4.2.1)."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SmtpServer:
    """Where to, how it is protected, and as whom."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: SecretStr | None = None


class SmtpMailer:
    """One connection a mail: mails are few, and a connection that is kept open is one that breaks.

    Where encryption is asked for, nothing is sent without it, and the server's certificate is checked.
    """

    def __init__(
        self,
        server: SmtpServer,
        sent_from: Address,
        now: Callable[[], datetime],
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._server = server
        self._from = sent_from
        self._now = now
        self._timeout_s = timeout_s

    def send(self, letter: Letter, mail_id: UUID) -> None:
        message = to_message(letter, mail_id, self._from, self._now())
        try:
            with self._connect() as client:
                self._prepare(client)
                client.send_message(message, self._from.addr_spec, [letter.to.value])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refusal(codes[0], "the address is refused") from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, "the mail is refused") from None
        except (OSError, smtplib.SMTPException) as error:
            # Also a wrong password or certificate: the operator will mend that, and then the mail goes.
            raise _told(Unavailable(f"the mail server can't be used: {type(error).__name__}")) from None

    def _connect(self) -> smtplib.SMTP:
        server, patience = self._server, self._timeout_s
        if server.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, timeout=patience, context=context)
        return smtplib.SMTP(server.host, server.port, timeout=patience)

    def _prepare(self, client: smtplib.SMTP) -> None:
        if self._server.security == "starttls":
            client.starttls(context=ssl.create_default_context())
        if self._server.user is not None and self._server.password is not None:
            client.login(self._server.user, self._server.password.get_secret_value())


def _refusal(code: int, reason: str) -> Exception:
    said = f"{reason} ({code})"
    return _told(Undeliverable(said) if code >= _PERMANENT else Unavailable(said))


def _told(error: Exception) -> Exception:
    """For the operator, who sees nothing else of a mail that waits. The server's own words could quote it."""
    _log.warning("mail_not_sent", reason=str(error))
    return error
