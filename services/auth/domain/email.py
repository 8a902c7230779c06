"""Email addresses as identities: one person, one spelling."""

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from services.auth.domain.errors import BadEmail

MAX_LENGTH = 254
"""RFC 5321 4.5.3.1.3, less the angle brackets."""


@dataclass(frozen=True)
class EmailAddress:
    """Lower-case ASCII; an international domain is kept in its ASCII form, which has no look-alikes."""

    value: str

    @classmethod
    def parse(cls, text: str) -> "EmailAddress":
        """Raises BadEmail.

        What NFKC would change (full-width letters, ligatures) is refused and not repaired: it is either a
        mistake or an attempt to look like someone else. For the same reason the part before the @ is ASCII.
        Nothing is looked up. `.test` is accepted, the other special names of RFC 6761 are not.
        """
        if len(text) > MAX_LENGTH or unicodedata.normalize("NFKC", text) != text:
            raise BadEmail("The email address is too long or holds look-alike characters.")
        try:
            found = validate_email(
                text, check_deliverability=False, allow_smtputf8=False, test_environment=True
            )
        except EmailNotValidError:
            raise BadEmail("This is not an email address that can be used here.") from None
        return cls((found.ascii_email or found.normalized).lower())

    def __str__(self) -> str:
        return self.value
