"""What administrators can do."""

from dataclasses import dataclass

from services.auth.application.use_cases.administer_account import AdministerAccount
from services.auth.application.use_cases.browse_accounts import BrowseAccounts
from services.auth.application.use_cases.create_account import CreateAccount
from services.auth.application.use_cases.read_audit import ReadAudit


@dataclass(frozen=True)
class Administration:
    """Accounts of others, and the audit trail."""

    browse: BrowseAccounts
    create: CreateAccount
    administer: AdministerAccount
    audit: ReadAudit
