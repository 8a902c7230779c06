"""What there is to do with API tokens."""

from dataclasses import dataclass

from services.auth.application.use_cases.create_api_token import CreateApiToken
from services.auth.application.use_cases.create_service_account import CreateServiceAccount
from services.auth.application.use_cases.issue_own_token import IssueOwnToken
from services.auth.application.use_cases.list_api_tokens import ListApiTokens
from services.auth.application.use_cases.revoke_api_token import RevokeApiToken


@dataclass(frozen=True)
class ApiTokenUse:
    """Tokens of machines that act for a user, and users that are machines."""

    issue_own: IssueOwnToken
    create: CreateApiToken
    list: ListApiTokens
    revoke: RevokeApiToken
    create_service_account: CreateServiceAccount
