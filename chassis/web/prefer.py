"""RFC 7240 `Prefer: wait=N`: how long a client will wait for a finished result in the same call."""

import re

MAX_WAIT_S = 60
_WAIT = re.compile(r'wait\s*=\s*"?(\d{1,9})"?', re.ASCII)


def wait_s(header: str | None) -> int | None:
    """Seconds to wait, 1 to 60; None where nothing is preferred or the preference makes no sense.

    The RFC has preferences that are not understood ignored, so nothing here is an error; the
    first of several counts.
    """
    for preference in (header or "").split(","):
        match = _WAIT.fullmatch(preference.split(";")[0].strip().lower())
        if match:
            return min(int(match.group(1)), MAX_WAIT_S) or None
    return None


def preference_applied(seconds: int) -> dict[str, str]:
    return {"Preference-Applied": f"wait={seconds}"}
