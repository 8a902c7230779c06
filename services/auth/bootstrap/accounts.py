"""The use cases of accounts."""

from chassis.database import Database
from services.auth.adapters.outbound.pictures.pillow_portraits import PillowPortraits
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_avatars import PostgresAvatars
from services.auth.adapters.outbound.postgres.postgres_credentials import (
    PostgresAccountTokens,
    PostgresCredentials,
)
from services.auth.adapters.outbound.postgres.postgres_deletions import PostgresScheduledDeletions
from services.auth.adapters.outbound.postgres.postgres_mail import PostgresMailQueue
from services.auth.application.accounts import AccountMatters
from services.auth.application.leftovers import Leftovers
from services.auth.application.password_choice import PasswordChoice
from services.auth.application.password_proof import PasswordProof
from services.auth.application.ports.account_stores import AccountStores
from services.auth.application.ports.accounts import Accounts
from services.auth.application.use_cases.change_email import ConfirmEmailChange, RequestEmailChange
from services.auth.application.use_cases.change_password import ChangePassword
from services.auth.application.use_cases.choose_username import ChooseUsername
from services.auth.application.use_cases.keep_avatar import KeepAvatar
from services.auth.application.use_cases.reset_password import RequestPasswordReset, ResetPassword
from services.auth.application.use_cases.schedule_deletion import ScheduleDeletion
from services.auth.application.use_cases.verify_email import SendVerification, VerifyEmail


def postgres_account_stores(database: Database, facts: FactWriter) -> AccountStores:
    return AccountStores(
        tokens=PostgresAccountTokens(database),
        credentials=PostgresCredentials(database, facts),
        deletions=PostgresScheduledDeletions(database, facts),
        avatars=PostgresAvatars(database),
        portraits=PillowPortraits(),
        mails=PostgresMailQueue(database, facts),
    )


def build_accounts(
    accounts: Accounts,
    stores: AccountStores,
    leftovers: Leftovers,
    proof: PasswordProof,
    choice: PasswordChoice,
) -> AccountMatters:
    """`proof` brings what it checks passwords with, and the clock."""
    hasher, audit, clock = proof.hasher, proof.audit, proof.clock
    tokens, credentials, mails = stores.tokens, stores.credentials, stores.mails
    return AccountMatters(
        send_verification=SendVerification(mails, clock),
        verify_email=VerifyEmail(tokens, credentials, clock),
        request_password_reset=RequestPasswordReset(accounts, mails, audit, clock),
        reset_password=ResetPassword(accounts, tokens, credentials, leftovers, choice, hasher, clock),
        change_password=ChangePassword(proof, credentials, choice, hasher, clock),
        request_email_change=RequestEmailChange(proof, mails, audit, clock),
        confirm_email_change=ConfirmEmailChange(tokens, credentials, accounts, clock),
        choose_username=ChooseUsername(accounts, credentials, clock),
        avatar=KeepAvatar(stores.avatars, stores.portraits),
        schedule_deletion=ScheduleDeletion(accounts, stores.deletions, clock),
    )
