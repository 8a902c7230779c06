"""The account itself: its address, password, username and end."""

from collections.abc import Mapping

from rostrum_client.transport import Call, Transport, json_of

_ME = "/v1/users/me"


class Account:
    """`RostrumClient.account` is one. What takes a token of a mail, or asks for a mail, needs no login."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send_verification(self, email: str) -> None:
        """The mail that verifies the address, again. The server tells nobody whether there is an account."""
        self._anonymous("/v1/auth/email/send", {"email": email})

    def verify_email(self, token: str) -> None:
        self._anonymous("/v1/auth/email/verify", {"token": token})

    def request_password_reset(self, email: str) -> None:
        self._anonymous("/v1/auth/password/forgotten", {"email": email})

    def reset_password(self, token: str, password: str) -> None:
        """Ends all sessions: log in next."""
        self._anonymous("/v1/auth/password/reset", {"token": token, "password": password})

    def change_password(self, present: str, wanted: str) -> None:
        """This session goes on; all others end."""
        self._own("PUT", "password", {"present_password": present, "password": wanted})

    def change_email(self, email: str, password: str) -> None:
        """Nothing changes until the token of the mail to the new address is confirmed."""
        self._own("PUT", "email", {"email": email, "password": password})

    def confirm_email(self, token: str) -> None:
        self._anonymous("/v1/auth/email/confirm", {"token": token})

    def choose_username(self, username: str) -> None:
        """A second name to log in with. It needs a verified address."""
        self._own("PUT", "username", {"username": username})

    def delete(self) -> None:
        """At once, with everything in it: nothing can be brought back."""
        self._transport.send(Call("DELETE", _ME))

    def schedule_deletion(self) -> str:
        """In thirty days; when, in ISO 8601. Logging in before then cancels it."""
        call = Call("DELETE", _ME, params={"when": "in_30_days"})
        return str(json_of(self._transport.send(call))["due_at"])

    def cancel_deletion(self) -> None:
        self._transport.send(Call("DELETE", f"{_ME}/deletion"))

    def _own(self, method: str, what: str, body: Mapping[str, object]) -> None:
        self._transport.send(Call(method, f"{_ME}/{what}", body=lambda: {"json": body}))

    def _anonymous(self, path: str, body: Mapping[str, object]) -> None:
        self._transport.send(Call("POST", path, body=lambda: {"json": body}, authenticated=False))
