"""Letters as MIME: the same words as plain text and as simple HTML."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from uuid import UUID

from services.auth.domain.letter import Command, Letter, Link

_HTML = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em">
{body}
</body></html>
"""


def sender(text: str) -> Address:
    """From `Name <address>` or an address; raises ValueError."""
    name, address = parseaddr(text)
    return Address(name, addr_spec=address)


def to_message(letter: Letter, mail_id: UUID, sent_from: Address, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sent_from
    message["To"] = Address(addr_spec=letter.to.value)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail_id}@{sent_from.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    _set_text(message, _plain(letter))
    message.add_alternative(_html(letter), subtype="html")
    return message


def _set_text(message: EmailMessage, text: str) -> None:
    """As it is where it can be: an encoding would break long links, which people copy out of files."""
    message.set_content(text, cte="7bit" if text.isascii() else None)


def _plain(letter: Letter) -> str:
    parts = [*letter.paragraphs]
    match letter.step:
        case Link(label, url):
            parts.append(f"{label}:\n{url}")
        case Command(label, line):
            parts.append(f"{label}:\n    {line}")
    return "\n\n".join(part for part in (*parts, letter.closing) if part) + "\n"


def _html(letter: Letter) -> str:
    parts = [_paragraph(each) for each in letter.paragraphs]
    match letter.step:
        case Link(label, url):
            parts.append(f'<p><a href="{escape(url)}">{escape(label)}</a></p>')
        case Command(label, line):
            parts.append(f"{_paragraph(f'{label}:')}\n<pre>{escape(line)}</pre>")
    if letter.closing:
        parts.append(_paragraph(letter.closing))
    return _HTML.format(title=escape(letter.subject), body="\n".join(parts))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
