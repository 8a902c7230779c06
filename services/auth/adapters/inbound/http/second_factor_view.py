"""The answer to a login whose user has a second factor."""

from typing import Any

from pydantic import Field

from chassis.web import View
from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.domain.second_factor import CHALLENGE, Method


class SecondFactorView(View):
    """The password was right, and a second factor is asked for."""

    challenge: str = Field(description="Goes with the answer.", examples=["rsf_..."])
    methods: list[Method] = Field(description="What it may be answered with.")
    expires_in: int = Field(description="Seconds in which to answer.")
    next: str = Field(default="/v1/auth/login/second-factor", description="Where to answer.")
    options: dict[str, Any] | None = Field(
        description="For `PublicKeyCredential.parseRequestOptionsFromJSON`, where there is a passkey."
    )

    @classmethod
    def of(cls, needed: SecondFactorNeeded) -> "SecondFactorView":
        return cls(
            challenge=needed.token.encode(),
            methods=list(needed.methods),
            expires_in=int(CHALLENGE.life.total_seconds()),
            options=dict(needed.passkey) if needed.passkey else None,
        )
