"""What users can do with their accounts, and what workers do for them."""

from dataclasses import dataclass

from services.auth.application.use_cases.change_email import ConfirmEmailChange, RequestEmailChange
from services.auth.application.use_cases.change_password import ChangePassword
from services.auth.application.use_cases.choose_username import ChooseUsername
from services.auth.application.use_cases.delete_due_users import DeleteDueUsers
from services.auth.application.use_cases.keep_avatar import KeepAvatar
from services.auth.application.use_cases.reset_password import RequestPasswordReset, ResetPassword
from services.auth.application.use_cases.schedule_deletion import ScheduleDeletion
from services.auth.application.use_cases.send_mails import SendMails
from services.auth.application.use_cases.verify_email import SendVerification, VerifyEmail


@dataclass(frozen=True)
class AccountMatters:
    """Addresses, passwords, usernames, pictures and the end of an account."""

    send_verification: SendVerification
    verify_email: VerifyEmail
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    change_password: ChangePassword
    request_email_change: RequestEmailChange
    confirm_email_change: ConfirmEmailChange
    choose_username: ChooseUsername
    avatar: KeepAvatar
    schedule_deletion: ScheduleDeletion


@dataclass(frozen=True)
class Housekeeping:
    """What happens because its time has come."""

    send_mails: SendMails
    delete_due_users: DeleteDueUsers
