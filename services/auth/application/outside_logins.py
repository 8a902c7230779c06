"""The use cases of outside identity."""

from dataclasses import dataclass

from services.auth.application.use_cases.admit_outside_identity import AdmitOutsideIdentity
from services.auth.application.use_cases.begin_outside_login import BeginOutsideLogin
from services.auth.application.use_cases.exchange_outside_token import ExchangeOutsideToken
from services.auth.application.use_cases.finish_outside_login import FinishOutsideLogin
from services.auth.application.use_cases.link_identity import LinkIdentity
from services.auth.application.use_cases.list_identities import ListIdentities
from services.auth.application.use_cases.offer_providers import OfferProviders
from services.auth.application.use_cases.redeem_outside_login import RedeemOutsideLogin
from services.auth.application.use_cases.unlink_identity import UnlinkIdentity


@dataclass(frozen=True)
class OutsideLogins:
    """`admit` is behind `ExchangeToken`, for bearers of other services' calls."""

    offer: OfferProviders
    begin: BeginOutsideLogin
    finish: FinishOutsideLogin
    redeem: RedeemOutsideLogin
    exchange: ExchangeOutsideToken
    admit: AdmitOutsideIdentity
    list: ListIdentities
    link: LinkIdentity
    unlink: UnlinkIdentity
