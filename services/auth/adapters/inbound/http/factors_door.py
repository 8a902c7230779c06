"""One's own second factors over HTTP."""

from collections.abc import Sequence
from uuid import UUID

from chassis.web import Call, Operation, Reply
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.adapters.inbound.http.factor_bodies import (
    AppCode,
    FactorsView,
    NewPasskey,
    NewPasskeyView,
    NewTotpView,
    PasskeyName,
    PasskeyQuestionView,
    PasskeyView,
    RecoveryCodesView,
)
from services.auth.application.factors import SecondFactors

_TAG = "Second factor"
_FACTORS = "/v1/users/me/factors"
_TOTP = f"{_FACTORS}/totp"
_PASSKEYS = f"{_FACTORS}/passkeys"
_PASSKEY = f"{_PASSKEYS}/{{passkey_id}}"


class FactorsDoor:
    """Each operation reads its request, calls one use case and shows the result.

    Nothing here honours Idempotency-Key: answers with a secret in them are not stored.
    """

    def __init__(self, factors: SecondFactors) -> None:
        self._factors = factors

    def operations(self) -> Sequence[Operation]:
        codes, question = RecoveryCodesView, PasskeyQuestionView
        return (
            Operation("GET", _FACTORS, self.list_factors, _TAG, "user", {200: FactorsView}),
            Operation(
                "POST", _TOTP, self.begin_totp, _TAG, "user", {201: NewTotpView},
                problems=(403, 404, 409, 503),
            ),
            Operation(
                "POST", f"{_TOTP}/confirm", self.confirm_totp, _TAG, "user", {200: codes},
                problems=(404, 409, 429, 503),
            ),
            Operation("DELETE", _TOTP, self.remove_totp, _TAG, "user", {204: None}, problems=(403, 404)),
            Operation(
                "POST", f"{_FACTORS}/recovery-codes", self.renew_recovery_codes, _TAG, "user", {201: codes},
                problems=(403, 404),
            ),
            Operation(
                "POST", f"{_PASSKEYS}/challenge", self.begin_passkey, _TAG, "user", {201: question},
                problems=(403, 404, 409),
            ),
            Operation(
                "POST", _PASSKEYS, self.register_passkey, _TAG, "user", {201: NewPasskeyView}, problems=(409,)
            ),
            Operation(
                "PATCH", _PASSKEY, self.rename_passkey, _TAG, "user", {200: PasskeyView}, problems=(404,)
            ),
            Operation(
                "DELETE", _PASSKEY, self.remove_passkey, _TAG, "user", {204: None}, problems=(403, 404)
            ),
        )  # fmt: skip

    def list_factors(self, call: Call) -> Reply:
        """List your second factors."""
        return Reply(FactorsView.of(self._factors.show(call.user.tenant_id, call.user.user_id)))

    def begin_totp(self, call: Call) -> Reply:
        """Set up an authenticator app.

        Show `otpauth_uri` as a QR code, then confirm with a code of the app: before that it counts for
        nothing. Needs a fresh proof of who you are: a login within five minutes, or `POST /v1/auth/proof`.
        """
        return Reply(NewTotpView.of(self._factors.begin_totp(session_caller(call))), 201)

    def confirm_totp(self, call: Call, body: AppCode) -> Reply:
        """Confirm the authenticator app.

        From now on a login asks for a code. With the first factor come ten recovery codes.
        """
        return Reply(
            RecoveryCodesView.of(self._factors.confirm_totp(session_caller(call), body.code.strip()))
        )

    def remove_totp(self, call: Call) -> Reply:
        """Remove the authenticator app.

        Needs a fresh proof. The recovery codes go with the last factor.
        """
        self._factors.remove_totp(session_caller(call))
        return Reply()

    def renew_recovery_codes(self, call: Call) -> Reply:
        """Get new recovery codes.

        The old ones are worth nothing from then on. Needs a fresh proof.
        """
        return Reply(RecoveryCodesView.of(self._factors.renew_recovery_codes(session_caller(call))), 201)

    def begin_passkey(self, call: Call) -> Reply:
        """Set up a passkey.

        Pass `options` to `navigator.credentials.create`, then register what it gives, with the challenge.
        Needs a fresh proof.
        """
        return Reply(PasskeyQuestionView.of(self._factors.begin_passkey(session_caller(call))), 201)

    def register_passkey(self, call: Call, body: NewPasskey) -> Reply:
        """Register a passkey.

        It logs in alone, or answers for the second factor. With the first factor come ten recovery codes.
        """
        made = self._factors.register_passkey(
            call.user.user_id, body.challenge, body.name, body.passkey.written()
        )
        view = NewPasskeyView.told(made.passkey, made.codes)
        return Reply(view, 201, {"Location": f"{_PASSKEYS}/{made.passkey.id}"})

    def rename_passkey(self, call: Call, passkey_id: UUID, body: PasskeyName) -> Reply:
        """Rename a passkey."""
        user = call.user
        renamed = self._factors.rename_passkey(user.tenant_id, user.user_id, passkey_id, body.name)
        return Reply(PasskeyView.of(renamed))

    def remove_passkey(self, call: Call, passkey_id: UUID) -> Reply:
        """Remove a passkey.

        Needs a fresh proof. The recovery codes go with the last factor.
        """
        self._factors.remove_passkey(session_caller(call), passkey_id)
        return Reply()
