"""What there is to do with API tokens."""

from dataclasses import dataclass

from services.auth.application.use_cases.create_api_token import CreateApiToken
from services.auth.application.use_cases.create_service_account import CreateServiceAccount
from services.auth.application.use_cases.list_api_tokens import ListApiTokens
from services.auth.application.use_cases.revoke_api_token import RevokeApiToken
from services.auth.application.use_cases.rotate_api_token import RotateApiToken


@dataclass(frozen=True)
class ApiTokenUse:
    """Tokens of machines that act for a user, and users that are machines."""

    create: CreateApiToken
    list: ListApiTokens
    revoke: RevokeApiToken
    rotate: RotateApiToken
    create_service_account: CreateServiceAccount
