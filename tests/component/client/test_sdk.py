"""The SDK against a gateway: tokens, retries, uploads, errors."""

import re
from pathlib import Path

import pytest
from rostrum_client import Retries, RostrumClient
from rostrum_client.errors import (
    ConnectionFailed,
    InvalidInput,
    NotFound,
    NotLoggedIn,
    RecordingEnded,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnexpectedAnswer,
    UnreadableFile,
)

from tests.component.client.conftest import PASSWORD, Waits
from tests.fakes.gateway_recordings import ID, recording
from tests.fakes.gateway_server import Answer, Gateway

README = Path(__file__).resolve().parents[3] / "clients/python/README.md"


def test_a_file_is_uploaded_with_its_fields_and_told_while_it_goes(
    client: RostrumClient, gateway: Gateway, audio: Path
) -> None:
    seen: list[tuple[int, int]] = []
    submitted = client.submit(
        audio,
        title="Autumn talk",
        reference_text="Good\nmorning",
        language="",
        analyses=("pace", "pause"),
        uploaded=lambda *at: seen.append(at),
    )
    assert submitted.id == ID
    assert gateway.audio == audio.read_bytes()
    assert gateway.filename == "talk one.wav"
    assert gateway.fields == {
        "title": "Autumn talk",
        "reference_text": "Good\nmorning",
        "analyses": "pace,pause",
    }
    assert seen[-1] == (300_004, 300_004)
    assert len(seen) > 2


def test_an_upload_that_breaks_is_sent_again_whole_and_with_the_same_key(
    client: RostrumClient, gateway: Gateway, audio: Path, waits: Waits
) -> None:
    gateway.faults = [
        ("/v1/recordings", None),
        ("/v1/recordings", Answer.problem(503, "busy", "Not now.")),
    ]
    client.submit(audio)
    assert gateway.audio == audio.read_bytes()
    assert len(gateway.submissions) == 1
    assert len(waits.seconds) == 2


def test_the_server_decides_how_long_to_wait(client: RostrumClient, gateway: Gateway, waits: Waits) -> None:
    gateway.faults = [("/v1/users", Answer(429, headers={"Retry-After": "7"}))]
    client.me()
    assert waits.seconds == [7.0]


def test_retries_end(client: RostrumClient, gateway: Gateway) -> None:
    gateway.faults = [("/v1/users", Answer.problem(503, "busy", "Not now."))] * 9
    with pytest.raises(Unavailable, match="Not now"):
        client.me()
    assert len(gateway.faults) == 5


def test_what_is_refused_for_good_is_not_tried_again(client: RostrumClient, gateway: Gateway) -> None:
    gateway.faults = [("/v1/users", Answer.problem(422, "invalid_input", "No."))] * 2
    with pytest.raises(InvalidInput):
        client.me()
    assert len(gateway.faults) == 1


def test_an_expired_access_token_is_replaced_behind_the_scenes(
    client: RostrumClient, gateway: Gateway
) -> None:
    gateway.expire()
    assert client.me().email == "ann@example.org"
    assert gateway.requests.count("POST /v1/auth/refresh") == 1


def test_a_session_that_has_ended_asks_to_log_in(client: RostrumClient, gateway: Gateway) -> None:
    gateway.access = gateway.refresh = "revoked"
    with pytest.raises(Unauthenticated) as error:
        client.me()
    assert "rostrum login" in error.value.fix


def test_a_wrong_password_is_told_as_the_server_tells_it(gateway: Gateway) -> None:
    with RostrumClient(gateway.url) as client, pytest.raises(Unauthenticated, match="not right"):
        client.log_in("ann@example.org", "wrong")


def test_registering_an_address_that_has_an_account_hints_at_it(
    client: RostrumClient, gateway: Gateway
) -> None:
    with RostrumClient(gateway.url) as other, pytest.raises(Unauthenticated) as error:
        other.register("ann@example.org", "another password")
    assert "has an account already" in error.value.fix
    assert gateway.users == {"ann@example.org": PASSWORD}


def test_without_tokens_nothing_is_sent(gateway: Gateway) -> None:
    with RostrumClient(gateway.url) as client, pytest.raises(NotLoggedIn):
        client.me()
    assert gateway.requests == []


def test_logging_out_forgets_the_tokens(client: RostrumClient) -> None:
    client.log_out()
    with pytest.raises(NotLoggedIn):
        client.me()


def test_logging_in_again_works(client: RostrumClient) -> None:
    client.log_out()
    client.log_in("ann@example.org", PASSWORD)
    assert client.me().email == "ann@example.org"


def test_a_problem_tells_code_fields_and_request(client: RostrumClient, gateway: Gateway) -> None:
    faults = [{"pointer": "/title", "detail": "at most 200 characters"}]
    gateway.faults = [
        ("/v1/users", Answer.problem(422, "invalid_input", "One field is wrong.", errors=faults))
    ]
    with pytest.raises(InvalidInput) as error:
        client.me()
    assert (error.value.code, error.value.request_id) == ("invalid_input", "req-1")
    assert [(fault.pointer, fault.detail) for fault in error.value.faults] == [
        ("/title", "at most 200 characters")
    ]


def test_an_error_page_of_something_in_between_is_understood(client: RostrumClient, gateway: Gateway) -> None:
    gateway.faults = [("/v1/users", Answer(413, b"<html>Too large</html>", "text/html"))]
    with pytest.raises(TooLarge, match="HTTP status 413"):
        client.me()


@pytest.mark.parametrize("status", [200, 422])
def test_an_answer_that_breaks_off_is_no_answer(client: RostrumClient, gateway: Gateway, status: int) -> None:
    gateway.faults = [("/v1/users", Answer(status, b'{"id":', missing_bytes=100))]
    with pytest.raises(ConnectionFailed):
        client.me()


def test_another_kind_of_server_is_noticed(client: RostrumClient, gateway: Gateway) -> None:
    gateway.faults = [("/v1/users", Answer(200, b"<html>Welcome</html>", "text/html"))]
    with pytest.raises(UnexpectedAnswer):
        client.me()


def test_no_server_says_where_none_was_found(waits: Waits) -> None:
    with (
        RostrumClient("http://127.0.0.1:9", retries=Retries(sleep=waits)) as client,
        pytest.raises(ConnectionFailed, match=r"127\.0\.0\.1:9") as error,
    ):
        client.register("a@example.org", PASSWORD)
    assert "make up" in error.value.fix


def test_the_example_of_the_readme_runs(
    gateway: Gateway, audio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.users["you@example.com"] = "a long password"
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    example = example.replace("http://127.0.0.1:8080", gateway.url).replace("talk.m4a", str(audio))
    exec(compile(example, str(README), "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1].startswith("You do well on")
    assert "completed 1.0" in printed


def test_a_file_that_is_not_there_is_noticed_before_anything_is_sent(
    client: RostrumClient, gateway: Gateway, tmp_path: Path
) -> None:
    before = len(gateway.requests)
    with pytest.raises(UnreadableFile, match="No such file"):
        client.submit(tmp_path / "none.wav")
    assert len(gateway.requests) == before


def test_lists_reports_and_deletions(client: RostrumClient, gateway: Gateway) -> None:
    assert [item.status for item in client.recordings().items] == ["completed"]
    assert client.report(ID)["recording"]["title"] == "Autumn talk"
    assert client.export(ID, "markdown").decode() == gateway.markdown
    assert client.export(ID, "json").decode() == gateway.report
    client.delete(ID)
    with pytest.raises(NotFound):
        client.recording(ID)


def test_waiting_for_a_recording_that_fails_raises_its_problem(
    client: RostrumClient, gateway: Gateway
) -> None:
    problem = {"title": "Too long", "detail": "The recording is 2 h long; at most 1 h is accepted."}
    gateway.steps = [recording("received"), recording("failed", problem=problem)]
    with pytest.raises(RecordingEnded, match="at most 1 h is accepted") as error:
        client.wait(ID)
    assert error.value.status == "failed"
