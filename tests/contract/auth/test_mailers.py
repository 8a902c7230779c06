"""What every mailer does: with a real mail server, and with a folder."""

import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pydantic import SecretStr

from chassis.clock import new_id
from chassis.errors import Unavailable
from deploy.local.ports import LOOPBACK, free_ports
from services.auth.adapters.outbound.mail.folder_mailer import FolderMailer
from services.auth.adapters.outbound.mail.mime_letter import sender
from services.auth.adapters.outbound.mail.smtp_mailer import Security, SmtpMailer, SmtpServer
from services.auth.application.ports.mail import Mailer, Undeliverable
from services.auth.domain.email import EmailAddress
from services.auth.domain.letter import Command, Letter, Link
from tests.builders.mail_server import PASSWORD, USER, Certificate, Postbox, mail_server, own_certificate
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()
FROM = sender("Rostrum <no-reply@rostrum.test>")
LETTER = Letter(
    EmailAddress("ada@example.org"),
    "Set a new password",
    ("Somebody asked to set a new password.", "Was it you & not <b>another</b>?"),
    Link("Set it", f"https://app.rostrum.test/reset-password#token=rpr_{'x' * 80}"),
    "If not, do nothing.",
)


@dataclass(frozen=True)
class Post:
    mailer: Mailer
    arrived: Callable[[], list[EmailMessage]]


@pytest.fixture(params=["smtp", "folder"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    if request.param == "folder":
        yield Post(FolderMailer(tmp_path / "mails", FROM, CLOCK.now), lambda: _read(tmp_path / "mails"))
        return
    with mail_server() as server:
        yield Post(smtp(server), lambda: server.mails)


def _read(folder: Path) -> list[EmailMessage]:
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]
    return [each for each in found if isinstance(each, EmailMessage)]


def smtp(
    server: Postbox,
    security: Security = "none",
    *,
    password: str | None = None,
    port: int | None = None,
) -> SmtpMailer:
    secret = SecretStr(password) if password else None
    target = SmtpServer(LOOPBACK, port or server.port, security, USER if password else None, secret)
    return SmtpMailer(target, FROM, CLOCK.now, timeout_s=5)


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_a_letter_arrives_as_text_and_as_html(post: Post) -> None:
    mail_id = new_id()
    post.mailer.send(LETTER, mail_id)
    (message,) = post.arrived()
    assert (message["To"], message["Subject"]) == ("ada@example.org", "Set a new password")
    assert message["From"] == "Rostrum <no-reply@rostrum.test>"
    assert message["Message-ID"] == f"<{mail_id}@rostrum.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == CLOCK.now().replace(microsecond=0)
    assert isinstance(LETTER.step, Link)
    text, html = content(message, "plain"), content(message, "html")
    assert LETTER.step.url in text.splitlines()
    assert "Was it you & not <b>another</b>?" in text
    assert f'href="{LETTER.step.url}"' in html
    assert "Was it you &amp; not &lt;b&gt;another&lt;/b&gt;?" in html
    assert text.splitlines()[-1] == "If not, do nothing."


def test_a_command_stands_on_a_line_of_its_own(post: Post) -> None:
    line = f"rostrum reset-password --url https://rostrum.test rpr_{'x' * 80}"
    post.mailer.send(Letter(LETTER.to, "Subject", ("Words.",), Command("Type", line)), new_id())
    (message,) = post.arrived()
    assert f"    {line}" in content(message, "plain").splitlines()
    assert f"<pre>{line}</pre>" in content(message, "html")


def test_letters_that_are_not_ascii_arrive_whole(post: Post) -> None:
    post.mailer.send(Letter(LETTER.to, "Grüße", ("Schönen Gruß — 日本",)), new_id())
    (message,) = post.arrived()
    assert message["Subject"] == "Grüße"
    assert "Schönen Gruß — 日本" in content(message, "plain")


def test_files_of_mails_are_for_their_owner_only(tmp_path: Path) -> None:
    FolderMailer(tmp_path / "mails", FROM, CLOCK.now).send(LETTER, new_id())
    (file,) = (tmp_path / "mails").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert b"token=rpr_" in file.read_bytes()


def test_a_folder_that_can_not_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("a file")
    with pytest.raises(Unavailable):
        FolderMailer(tmp_path / "mails", FROM, CLOCK.now).send(LETTER, new_id())


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return own_certificate(tmp_path)


def test_mails_are_encrypted_and_the_login_is_used(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with mail_server(starttls=certificate.context, auth=True) as server:
        smtp(server, "starttls", password=PASSWORD).send(LETTER, new_id())
        assert server.encrypted == [True]
        for password in ("another", None):
            with pytest.raises(Unavailable):
                smtp(server, "starttls", password=password).send(LETTER, new_id())


def test_mails_are_encrypted_from_the_first_byte(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with mail_server(tls=certificate.context) as server:
        smtp(server, "tls").send(LETTER, new_id())
        assert server.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(certificate: Certificate, security: Security) -> None:
    context = certificate.context
    starttls, tls = (context, None) if security == "starttls" else (None, context)
    with mail_server(starttls=starttls, tls=tls) as server:
        with pytest.raises(Unavailable):
            smtp(server, security).send(LETTER, new_id())
        assert server.mails == []


def test_a_server_that_does_not_encrypt_gets_nothing() -> None:
    with mail_server() as server:
        with pytest.raises(Unavailable):
            smtp(server, "starttls", password=PASSWORD).send(LETTER, new_id())
        assert server.mails == []


@pytest.mark.parametrize(("stage", "answer", "outcome"), [
    ("to_address", "550 no such user", Undeliverable),
    ("to_address", "450 try later", Unavailable),
    ("answer", "554 refused", Undeliverable),
    ("answer", "451 try later", Unavailable),
])  # fmt: skip
def test_what_the_server_says_decides_whether_to_try_again(
    stage: str, answer: str, outcome: type[Exception]
) -> None:
    with mail_server() as server:
        setattr(server, stage, answer)
        with pytest.raises(outcome) as told:
            smtp(server).send(LETTER, new_id())
        assert "ada@" not in str(told.value)


def test_a_server_that_is_down_or_says_nothing_is_tried_again() -> None:
    (port,) = free_ports(1)
    silent = SmtpServer(LOOPBACK, port, "none")
    with pytest.raises(Unavailable):
        SmtpMailer(silent, FROM, CLOCK.now).send(LETTER, new_id())
    with socket.create_server((LOOPBACK, port)), pytest.raises(Unavailable):
        SmtpMailer(silent, FROM, CLOCK.now, timeout_s=0.2).send(LETTER, new_id())


def test_a_password_is_in_no_repr() -> None:
    assert PASSWORD not in repr(SmtpServer(LOOPBACK, 25, "none", USER, SecretStr(PASSWORD)))
