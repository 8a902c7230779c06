"""Codes of authenticator apps: RFC 6238 with what every app understands, SHA-1, 6 digits, 30 s."""

import base64
import re
from datetime import datetime

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

SECRET_BYTES = 20
"""As long as the output of SHA-1 (RFC 4226 4)."""
ISSUER = "Rostrum"
DRIFT_STEPS = 1
"""A code of the step before or after is good too: clocks differ, and people type slowly."""
_FORM = re.compile(r"[0-9]{6}", re.ASCII)


def is_app_code(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The step that this is the code of, near now; None for a wrong code."""
    try:
        return _totp(secret).verify_and_get_timecode(code, for_time=now, valid_window=DRIFT_STEPS)
    except OTPVerificationError:
        return None


def written(secret: bytes) -> str:
    """As it is typed into an app."""
    return base64.b32encode(secret).decode()


def otpauth_uri(secret: bytes, account: str) -> str:
    """What an app reads from a QR code."""
    return _totp(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def _totp(secret: bytes) -> TOTP:
    return TOTP(written(secret))
