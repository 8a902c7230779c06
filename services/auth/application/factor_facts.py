"""What a change of somebody's factors leaves behind: a line in the trail, and a mail to them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.auth.domain.audit import Act, Fact
from services.auth.domain.mail import MailRequest
from services.auth.domain.second_factor import Method


def factor_added(
    tenant_id: UUID, user_id: UUID, at: datetime, method: Method, passkey_id: UUID | None = None
) -> Sequence[Fact]:
    act = Act("factor.added", at, tenant_id, user_id, passkey_id, {"method": method})
    return act, MailRequest("factor_added", at, tenant_id, user_id)


def factor_removed(
    tenant_id: UUID, user_id: UUID, at: datetime, method: Method, passkey_id: UUID | None = None
) -> Sequence[Fact]:
    act = Act("factor.removed", at, tenant_id, user_id, passkey_id, {"method": method})
    return act, MailRequest("factor_removed", at, tenant_id, user_id)


def factors_reset(tenant_id: UUID, user_id: UUID, at: datetime, admin_id: UUID) -> Sequence[Fact]:
    act = Act("factor.removed", at, tenant_id, admin_id, user_id, {"method": "all"})
    return act, MailRequest("factor_removed", at, tenant_id, user_id)
