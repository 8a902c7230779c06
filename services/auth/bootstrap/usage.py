"""The ledger of usage: its use cases."""

from services.auth.application.standing import Standing
from services.auth.application.usage import Usage
from services.auth.application.use_cases.read_usage import ReadUsage
from services.auth.application.use_cases.record_usage import RecordUsage
from services.auth.bootstrap.outside import Outside


def build_usage(outside: Outside) -> Usage:
    standing = Standing(outside.organisations.members)
    return Usage(record=RecordUsage(outside.usage), read=ReadUsage(outside.usage, standing))
