"""What is done with keys of providers."""

from dataclasses import dataclass

from services.auth.application.use_cases.lend_provider_key import LendProviderKey
from services.auth.application.use_cases.manage_provider_keys import ManageProviderKeys


@dataclass(frozen=True)
class Vault:
    """Their owners keep them, and jobs borrow them."""

    manage: ManageProviderKeys
    lend: LendProviderKey
