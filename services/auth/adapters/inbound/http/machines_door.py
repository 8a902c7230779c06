"""For administrators over HTTP: accounts of machines, tokens, and what helps who lost every second factor."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from chassis.errors import PermissionDenied
from chassis.web import Call, Operation, Reply
from services.auth.adapters.inbound.http.api_token_bodies import (
    ApiTokenListView,
    ApiTokenView,
    NewApiToken,
    NewApiTokenView,
)
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.application import Application
from services.auth.application.ports.administration import AccountSummary
from services.auth.application.use_cases.create_api_token import TokenWish
from services.auth.domain.api_token import ApiToken
from services.auth.domain.roles import SERVICE

_TAG = "Administration"
_MACHINES = "/v1/admin/service-accounts"
_TOKENS = "/v1/admin/users/{user_id}/tokens"


class NewMachine(NewApiToken):
    """A machine and its first token."""

    account_name: str = Field(max_length=400, examples=["nightly import"])


class NewMachineView(NewApiTokenView):
    """The first token of a machine's account, with its secret, which is told this once."""

    account_id: UUID = Field(description="The account's, at /v1/admin/users/{user_id}.")

    @classmethod
    def made(cls, token: ApiToken, text: str) -> "NewMachineView":
        return cls(**dict(NewApiTokenView.told(token, text)), account_id=token.user_id)


class MachinesDoor:
    """Each operation reads its request, calls one use case and shows the result.

    For interactive sessions only: no token begets another, an administrator's neither.
    """

    def __init__(self, application: Application) -> None:
        self._tokens = application.api_tokens
        self._browse = application.administration.browse
        self._factors = application.factors

    def operations(self) -> Sequence[Operation]:
        told = {201: NewApiTokenView}
        return (
            Operation(
                "POST", _MACHINES, self.create_service_account, _TAG, "admin", {201: NewMachineView},
                problems=(409,),
            ),
            Operation(
                "POST", _TOKENS, self.create_machine_token, _TAG, "admin", told, problems=(403, 404, 409)
            ),
            Operation(
                "GET", _TOKENS, self.list_account_tokens, _TAG, "admin", {200: ApiTokenListView},
                problems=(404,),
            ),
            Operation(
                "DELETE", f"{_TOKENS}/{{token_id}}", self.revoke_account_token, _TAG, "admin", {204: None},
                problems=(404,),
            ),
            Operation(
                "DELETE", "/v1/admin/users/{user_id}/factors", self.reset_factors, _TAG, "admin", {204: None},
                problems=(404,),
            ),
        )  # fmt: skip

    def create_service_account(self, call: Call, body: NewMachine) -> Reply:
        """Create an account for a machine.

        Nobody logs in to it: it has the role `service` and API tokens. The first one is told here, once.
        """
        made = self._tokens.create_service_account(call.user.user_id, body.account_name, _wish(body))
        location = {"Location": f"/v1/admin/users/{made.token.user_id}"}
        return Reply(NewMachineView.made(made.token, made.text), 201, location)

    def create_machine_token(self, call: Call, user_id: UUID, body: NewApiToken) -> Reply:
        """Make another token for a machine's account.

        People make their own.
        """
        account = self._account(user_id)
        if SERVICE not in account.roles:
            raise PermissionDenied("Tokens of people are made by themselves.", code="not_a_machine")
        made = self._tokens.create(account.tenant_id, user_id, _wish(body), call.user.user_id)
        location = {"Location": f"/v1/admin/users/{user_id}/tokens/{made.token.id}"}
        return Reply(NewApiTokenView.told(made.token, made.text), 201, location)

    def list_account_tokens(self, call: Call, user_id: UUID) -> Reply:
        """List the API tokens of an account."""
        del call
        found = self._tokens.list(self._account(user_id).tenant_id, user_id)
        return Reply(ApiTokenListView(items=[ApiTokenView.of(token) for token in found]))

    def revoke_account_token(self, call: Call, user_id: UUID, token_id: UUID) -> Reply:
        """Revoke an API token of an account."""
        self._tokens.revoke(self._account(user_id).tenant_id, user_id, token_id, call.user.user_id)
        return Reply()

    def reset_factors(self, call: Call, user_id: UUID) -> Reply:
        """Remove every second factor of an account.

        For somebody who has lost them all, once you have made sure by other means who is asking. Needs a
        fresh proof, where you have a second factor.
        """
        self._factors.reset(session_caller(call), self._account(user_id).tenant_id, user_id)
        return Reply()

    def _account(self, user_id: UUID) -> AccountSummary:
        return self._browse.one(user_id)


def _wish(body: NewApiToken) -> TokenWish:
    return TokenWish(body.name, body.scopes, body.expires_in_days)
