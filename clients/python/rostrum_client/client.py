"""The SDK: one method for each thing that can be done."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack, cast
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from rostrum_client.account import Account
from rostrum_client.analyses import Analyses
from rostrum_client.api_tokens import ApiTokens
from rostrum_client.documents import ACCEPTED, Format, Recording, RecordingFields, RecordingPage, User
from rostrum_client.errors import (
    ApiError,
    NotLoggedIn,
    RecordingEnded,
    SecondFactorNeeded,
    Unauthenticated,
    UnreadableFile,
)
from rostrum_client.invitations import Invitations
from rostrum_client.provider_keys import ProviderKeys
from rostrum_client.report_document import Report
from rostrum_client.resumable import (
    LONGEST_METADATA,
    RESUMABLE_FROM_BYTES,
    NoMemory,
    ResumableUpload,
    UploadMemory,
    metadata_of,
)
from rostrum_client.shares import SharedRecordings, Shares
from rostrum_client.tokens import GivenToken, MemoryTokens, Tokens, TokenStore
from rostrum_client.transcripts import Transcripts
from rostrum_client.transport import Call, Retries, Transport, json_of
from rostrum_client.uploads import Uploaded, WatchedFile, form_of
from rostrum_client.usage import Usage
from rostrum_client.watching import SILENCE_S, Watch

AskCode = Callable[[Sequence[str]], str]
"""Given the methods that would do: totp, recovery_code, passkey. Asks the user for a code."""
TIMEOUT = httpx.Timeout(connect=5.0, read=SILENCE_S, write=60.0, pool=5.0)


def _ignored(_done: int, _total: int) -> None:
    """Nobody watches the upload."""


def _is_loopback(url: str) -> bool:
    """A platform on this machine is never behind the environment's proxy."""
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


class RostrumClient:
    """A conversation with one Rostrum server, as one user. Use it as a context manager, or close it.

    With an API token as `token` there is no need to log in.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        tokens: TokenStore | None = None,
        uploads: UploadMemory | None = None,
        retries: Retries | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        http = http or httpx.Client(base_url=url, timeout=TIMEOUT, trust_env=not _is_loopback(url))
        kept = GivenToken(token) if token else tokens or MemoryTokens()
        self._transport = Transport(http, kept, retries or Retries())
        self._uploads = uploads or NoMemory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections; tokens stay where they are kept."""
        self._transport.close()

    def register(
        self, email: str, password: str, *, display_name: str = "", username: str | None = None
    ) -> User:
        """A new account, logged in. The server tells nobody whether an address has one; logging in does.

        The username counts from when the address is verified, where nobody has it by then.
        """
        body = {"email": email, "password": password, "display_name": display_name, "username": username}
        self._post("/v1/auth/register", body, headers={"Idempotency-Key": str(uuid4())})
        try:
            self.log_in(email, password)
        except Unauthenticated as error:
            error.fix = "Perhaps the address has an account already: log in with its password."
            raise
        return self.me()

    def log_in(self, email: str, password: str, *, code: AskCode | None = None) -> None:
        """From here on calls are made as this user; a username does as well. Who has a second factor is asked
        for a code of it. Raises SecondFactorNeeded where nobody can be asked."""
        try:
            answer = self._post("/v1/auth/login", {"email": email, "password": password})
        except Unauthenticated as error:
            error.fix = "Check both, or make an account: rostrum register EMAIL."
            raise
        if "challenge" in answer:
            answer = self._second_factor(answer, code)
        self._transport.tokens.save(Tokens.of(answer))

    def _second_factor(self, asked: Mapping[str, object], code: AskCode | None) -> dict[str, object]:
        if code is None:
            raise SecondFactorNeeded("This account asks for a second factor.")
        methods = asked.get("methods")
        given = code([str(method) for method in methods] if isinstance(methods, list) else [])
        try:
            return self._post(
                "/v1/auth/login/second-factor", {"challenge": asked["challenge"], "code": given}
            )
        except Unauthenticated as error:
            error.fix = "Log in once more, with the code that the app shows then: each is good once."
            raise

    def log_out(self) -> None:
        """Ends the session at the server, and forgets its tokens here in any case."""
        try:
            self._transport.send(Call("POST", "/v1/auth/logout"))
        except (ApiError, NotLoggedIn):
            pass
        finally:
            self._transport.tokens.save(None)

    def me(self) -> User:
        """Who is logged in."""
        return User.of(json_of(self._transport.send(Call("GET", "/v1/users/me"))))

    def submit(
        self,
        file: str | Path,
        *,
        analyses: Sequence[str] = (),
        uploaded: Uploaded = _ignored,
        **fields: Unpack[RecordingFields],
    ) -> Recording:
        """Uploads a recording and returns as soon as the server has taken it over.

        `analyses` names the ones that are wanted, by default all; `uploaded` is told how far it is. A
        large file is sent in pieces: after a break it goes on where it stopped.
        """
        data = form_of(fields, analyses)
        path = Path(file)
        try:
            opened = path.open("rb")
        except OSError as error:
            raise UnreadableFile(f"{path} can't be read: {error.strerror}.") from error
        with opened:
            if _in_pieces(path, data):
                upload = ResumableUpload(self._transport, self._uploads, opened, uploaded)
                place = upload.send(f"{path.resolve()} {path.stat().st_mtime_ns}", data)
                return Recording.of(json_of(self._transport.send(Call("GET", place))))
            call = Call(
                "POST",
                "/v1/recordings",
                headers={"Idempotency-Key": str(uuid4())},
                body=lambda: {"data": data, "files": {"file": (path.name, WatchedFile(opened, uploaded))}},
            )
            return Recording.of(json_of(self._transport.send(call)))

    def watch(self, recording_id: str, *, timeout_s: float | None = None) -> Iterator[Recording]:
        """The recording each time it changes, until it is finished."""
        return iter(Watch(self._transport, recording_id, timeout_s))

    def wait(self, recording_id: str, *, timeout_s: float | None = None) -> Recording:
        """The completed recording. Raises RecordingEnded where it failed or was cancelled."""
        last = deque(self.watch(recording_id, timeout_s=timeout_s), maxlen=1)
        return completed(last[0])

    def recordings(self, *, limit: int = 20, cursor: str | None = None) -> RecordingPage:
        """The newest first."""
        params = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        answer = json_of(self._transport.send(Call("GET", "/v1/recordings", params=params)))
        items = answer.get("items")
        found = items if isinstance(items, list) else []
        next_cursor = answer.get("next_cursor")
        return RecordingPage(
            tuple(Recording.of(item) for item in found if isinstance(item, Mapping)),
            next_cursor if isinstance(next_cursor, str) else None,
        )

    def recording(self, recording_id: str) -> Recording:
        """Where the work on it stands."""
        return Recording.of(json_of(self._transport.send(Call("GET", f"/v1/recordings/{recording_id}"))))

    def cancel(self, recording_id: str) -> None:
        """Stops the work on it; what is there already stays."""
        self._transport.send(Call("POST", f"/v1/recordings/{recording_id}/cancel"))

    def delete(self, recording_id: str) -> None:
        """Erases the recording and everything made of it, in every service."""
        self._transport.send(Call("DELETE", f"/v1/recordings/{recording_id}"))

    @property
    def account(self) -> Account:
        """Its address, password, username and end."""
        return Account(self._transport)

    @property
    def api_tokens(self) -> ApiTokens:
        """Tokens for machines: to make, list, rotate and revoke."""
        return ApiTokens(self._transport)

    def provider_keys(self, organisation: str = "") -> ProviderKeys:
        """Keys of providers: one's own or, with its id, those of an organisation that one looks after."""
        return ProviderKeys(self._transport, organisation)

    @property
    def invitations(self) -> Invitations:
        """Into organisations: to accept or decline."""
        return Invitations(self._transport)

    @property
    def shares(self) -> Shares:
        """What coaches may read of yours: to grant, list and revoke."""
        return Shares(self._transport)

    @property
    def shared(self) -> SharedRecordings:
        """What learners let you read as their coach."""
        return SharedRecordings(self._transport)

    @property
    def usage(self) -> Usage:
        """What you used, and what you may."""
        return Usage(self._transport)

    @property
    def transcripts(self) -> Transcripts:
        """Versions of transcripts: to read, correct, take away and search."""
        return Transcripts(self._transport)

    def transcript(self, recording_id: str) -> dict[str, object]:
        """The words with their times, verbatim and clean."""
        return self.transcripts.read(recording_id)

    @property
    def analyses(self) -> Analyses:
        """Versions of analyses: to read, have made anew, and compare."""
        return Analyses(self._transport)

    def analysis(self, recording_id: str) -> dict[str, object]:
        """Every measure with its unit, band, version and the places to listen to."""
        return self.analyses.read(recording_id)

    def report(self, recording_id: str) -> Report:
        """The report as a document."""
        call = Call("GET", f"/v1/recordings/{recording_id}/report", headers={"Accept": ACCEPTED["json"]})
        return cast(Report, json_of(self._transport.send(call)))

    def export(self, recording_id: str, form: Format) -> bytes:
        """The report byte for byte as it was made."""
        call = Call("GET", f"/v1/recordings/{recording_id}/report", headers={"Accept": ACCEPTED[form]})
        return self._transport.send(call).content

    def _post(
        self, path: str, body: Mapping[str, object], *, headers: Mapping[str, str] | None = None
    ) -> dict[str, object]:
        call = Call("POST", path, headers=headers or {}, body=lambda: {"json": body}, authenticated=False)
        return json_of(self._transport.send(call))


def _in_pieces(path: Path, form: Mapping[str, str]) -> bool:
    return path.stat().st_size >= RESUMABLE_FROM_BYTES and len(metadata_of(form)) <= LONGEST_METADATA


def completed(recording: Recording) -> Recording:
    """The recording, if it is completed. Raises RecordingEnded with the cause where it is not."""
    if recording.status == "completed":
        return recording
    problem = recording.problem or {}
    detail = str(problem.get("detail") or problem.get("title") or f"The recording is {recording.status}.")
    raise RecordingEnded(detail, status=recording.status, problem=problem)
