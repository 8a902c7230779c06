"""What to do about refusals, by their code, where the status alone would send somebody astray."""

from collections.abc import Mapping

_LOG_IN = "rostrum login EMAIL"

FIXES: Mapping[str, str] = {
    "email_not_verified": "Use the token of its mail: rostrum verify-email TOKEN; another: "
    "rostrum send-verification EMAIL.",
    "invitation_not_found": "See what there is: rostrum invitations list.",
    "key_provider_unknown": "Choose one of these.",
    "proof_required": f"Log in again, then repeat this within five minutes: {_LOG_IN}.",
    "provider_key_not_found": "See what there is: rostrum keys list.",
    "scope_required": "Make a token with that scope: rostrum tokens create NAME --scope SCOPE.",
    "session_required": f"Take ROSTRUM_TOKEN away, and log in: {_LOG_IN}.",
    "share_not_found": "See what there is: rostrum share list.",
    "token_refused": "Ask for the mail again, and use the newest: rostrum send-verification, "
    "forgot-password or change-email.",
    "unauthenticated": f"Log in again: {_LOG_IN}; or put another API token into ROSTRUM_TOKEN.",
    "weak_password": "Choose another one.",
    "wrong_credentials": "Try again; for another password: rostrum forgot-password EMAIL.",
    "wrong_password": "Try again; for another password: rostrum forgot-password EMAIL.",
}
