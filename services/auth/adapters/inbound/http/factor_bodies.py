"""What clients send and get about second factors, as JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.errors import InvalidInput
from chassis.web import Body, View
from services.auth.adapters.inbound.http.token_replies import SessionWish
from services.auth.application.questions import PasskeyQuestion
from services.auth.application.use_cases.begin_totp import NewTotp
from services.auth.domain.passkey import Passkey
from services.auth.domain.recovery_code import RecoveryCode
from services.auth.domain.second_factor import CHALLENGE, Enrolment

_Challenge = Annotated[
    str, Field(max_length=128, examples=["rsf_..."], description="As the answer with the question has it.")
]
_Code = Annotated[
    str,
    Field(
        max_length=64,
        examples=["123456"],
        description="Six digits from the authenticator app, or a recovery code.",
    ),
]
_Binary = Annotated[str, Field(max_length=32_768)]
"""In base64url, as browsers write it."""
_EXPIRES_IN_S = int(CHALLENGE.life.total_seconds())


class _FromBrowser(BaseModel):
    """Browsers add to it as the standard grows: what is not known here is left alone."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class AuthenticatorAnswer(_FromBrowser):
    """`attestationObject` in a registration; `authenticatorData` and `signature` in an assertion."""

    client_data_json: _Binary = Field(alias="clientDataJSON")
    attestation_object: _Binary | None = Field(default=None, alias="attestationObject")
    transports: list[str] | None = Field(default=None, max_length=16)
    authenticator_data: _Binary | None = Field(default=None, alias="authenticatorData")
    signature: _Binary | None = None
    user_handle: _Binary | None = Field(default=None, alias="userHandle")


class PasskeyAnswer(_FromBrowser):
    """The `PublicKeyCredential` that `navigator.credentials` gave, as its `toJSON()` writes it."""

    id: _Binary
    raw_id: _Binary = Field(alias="rawId")
    type: str = Field(max_length=32, examples=["public-key"])
    response: AuthenticatorAnswer

    def written(self) -> Mapping[str, object]:
        return self.model_dump(by_alias=True, exclude_none=True)


class AppCode(Body):
    """What the app shows."""

    code: str = Field(max_length=16, examples=["123456"])


class NewPasskey(Body):
    """What the browser made, and what you will know it by."""

    challenge: _Challenge
    name: str = Field(default="Passkey", max_length=400, examples=["Phone"])
    passkey: PasskeyAnswer


class PasskeyName(Body):
    """What you know it by."""

    name: str = Field(max_length=400, examples=["Phone"])


class PasskeyLogin(SessionWish):
    """An answer to a login by passkey."""

    challenge: _Challenge
    passkey: PasskeyAnswer


class SecondFactor(SessionWish):
    """A code or the answer of a passkey: one of the two."""

    challenge: _Challenge
    code: _Code | None = None
    passkey: PasskeyAnswer | None = None

    def answer(self) -> str | Mapping[str, object]:
        if (self.code is None) == (self.passkey is None):
            raise InvalidInput("Send `code` or `passkey`, and not both.")
        return self.passkey.written() if self.passkey else self.code or ""


class Proof(Body):
    """The present password, a code, or the answer of a passkey with its challenge: one of the three."""

    password: str | None = Field(default=None, max_length=4096, json_schema_extra={"format": "password"})
    code: _Code | None = None
    challenge: _Challenge | None = None
    passkey: PasskeyAnswer | None = None


class PasskeyQuestionView(View):
    """What to ask the authenticator."""

    challenge: str = Field(description="Comes back with the answer, once.", examples=["rsf_..."])
    expires_in: int = Field(description="Seconds in which to answer.")
    options: dict[str, Any] = Field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON` where a passkey is made, "
        "else for `parseRequestOptionsFromJSON`."
    )

    @classmethod
    def of(cls, question: PasskeyQuestion) -> "PasskeyQuestionView":
        return cls(
            challenge=question.token.encode(), expires_in=_EXPIRES_IN_S, options=dict(question.options)
        )


class NewTotpView(View):
    """For the authenticator app; told this once."""

    secret: str = Field(description="To be typed into the app: base32, SHA-1, 6 digits, 30 s.")
    otpauth_uri: str = Field(description="The same, to be shown as a QR code.")

    @classmethod
    def of(cls, new: NewTotp) -> "NewTotpView":
        return cls(secret=new.secret, otpauth_uri=new.otpauth_uri)


class RecoveryCodesView(View):
    """Told this once: print them, or keep them where a phone can't get lost with them."""

    recovery_codes: list[str] = Field(
        description="Each opens one session in place of the second factor. Empty where there are some.",
        examples=[["jbsw-y3dp-ehpk-3pxp"]],
    )

    @classmethod
    def of(cls, codes: Sequence[RecoveryCode]) -> "RecoveryCodesView":
        return cls(recovery_codes=_shown(codes))


def _shown(codes: Sequence[RecoveryCode]) -> list[str]:
    return [code.shown for code in codes]


class PasskeyView(View):
    """A passkey of yours."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyView":
        return cls(
            id=passkey.id,
            name=passkey.name,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
        )


class NewPasskeyView(RecoveryCodesView):
    """The passkey, and the recovery codes that come with a first factor."""

    passkey: PasskeyView

    @classmethod
    def told(cls, passkey: Passkey, codes: Sequence[RecoveryCode]) -> "NewPasskeyView":
        return cls(passkey=PasskeyView.of(passkey), recovery_codes=_shown(codes))


class FactorsView(View):
    """What is asked for at a login beside the password."""

    totp_since: datetime | None = Field(description="When the authenticator app was confirmed.")
    passkeys: list[PasskeyView]
    recovery_codes_left: int

    @classmethod
    def of(cls, enrolment: Enrolment) -> "FactorsView":
        return cls(
            totp_since=enrolment.totp_since,
            passkeys=[PasskeyView.of(each) for each in enrolment.passkeys],
            recovery_codes_left=enrolment.recovery_codes_left,
        )
