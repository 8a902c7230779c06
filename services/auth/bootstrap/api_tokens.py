"""The use cases of API tokens, and of taking them and others for access tokens."""

from services.auth.application.api_tokens import ApiTokenUse
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.exchange import Exchange
from services.auth.application.use_cases.create_api_token import CreateApiToken
from services.auth.application.use_cases.create_service_account import CreateServiceAccount
from services.auth.application.use_cases.exchange_api_token import ExchangeApiToken
from services.auth.application.use_cases.exchange_token import ExchangeToken
from services.auth.application.use_cases.issue_own_token import IssueOwnToken
from services.auth.application.use_cases.list_api_tokens import ListApiTokens
from services.auth.application.use_cases.revoke_api_token import RevokeApiToken
from services.auth.application.use_cases.rotate_api_token import RotateApiToken
from services.auth.bootstrap.outside import Outside


def build_api_tokens(outside: Outside, proof: FreshProof) -> ApiTokenUse:
    tokens, clock, new_id = outside.api_tokens, outside.clock, outside.new_id
    create = CreateApiToken(tokens, clock, new_id, outside.random)
    rotate = RotateApiToken(tokens, clock, new_id, outside.random)
    return ApiTokenUse(
        issue_own=IssueOwnToken(proof, create, rotate),
        create=create,
        list=ListApiTokens(tokens),
        revoke=RevokeApiToken(tokens, clock),
        create_service_account=CreateServiceAccount(outside.accounts, outside.roles, create, clock, new_id),
    )


def build_exchange(outside: Outside, outside_identity: Exchange) -> ExchangeToken:
    api_token = ExchangeApiToken(
        outside.api_tokens, outside.roles, outside.issuer, outside.audit, outside.clock, outside.new_id
    )
    return ExchangeToken(api_token, outside_identity)
