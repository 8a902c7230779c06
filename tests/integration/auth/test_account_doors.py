"""Recovery, credentials, pictures and scheduled deletion, as clients see them."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.test import TestResponse

from tests.builders.auth import PASSWORD
from tests.builders.chassis_database import opened
from tests.builders.mail_room import MailRoom, real_mail_room, token_of
from tests.integration.auth.conftest import AuthDoor

ADA = "ada@example.org"
NEW_PASSWORD = "another long sentence"


@pytest.fixture
def room(door: AuthDoor) -> Iterator[MailRoom]:
    with opened(door.target, "relay") as relay:
        yield real_mail_room(door.database, relay, door.clock)


def post(door: AuthDoor, path: str, **body: object) -> TestResponse:
    return door.client.post(path, json=body)


def access(door: AuthDoor, password: str = PASSWORD) -> str:
    found = door.log_in(password=password).json
    assert found is not None
    return str(found["access_token"])


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, str(answer.json["code"])


def test_a_new_user_verifies_the_address(door: AuthDoor, room: MailRoom) -> None:
    door.register(username="Ada.Lovelace")
    token = room.token()
    assert post(door, "/v1/auth/email/verify", token=token).status_code == 204
    assert code(post(door, "/v1/auth/email/verify", token=token)) == (422, "token_refused")
    me = door.me(access(door)).json
    assert me is not None
    assert (me["email_verified"], me["username"]) == (True, "ada.lovelace")
    assert door.log_in("ada.lovelace").status_code == 200


def test_a_forgotten_password_is_reset(door: AuthDoor, room: MailRoom) -> None:
    old = door.tokens()["access_token"]
    room.deliver()
    post(door, "/v1/auth/password/forgotten", email="ADA@example.org")
    token = room.token()
    assert code(post(door, "/v1/auth/password/reset", token=token, password="password1")) == (
        422, "weak_password",
    )  # fmt: skip
    assert post(door, "/v1/auth/password/reset", token=token, password=NEW_PASSWORD).status_code == 204
    assert door.me(old).status_code == 401
    assert door.log_in().status_code == 401
    assert door.me(access(door, NEW_PASSWORD)).status_code == 200


@pytest.mark.parametrize("path", ["/v1/auth/password/forgotten", "/v1/auth/email/send"])
def test_asking_for_a_mail_says_nothing_of_the_address(door: AuthDoor, room: MailRoom, path: str) -> None:
    door.register()
    room.deliver()
    known, unknown = post(door, path, email=ADA), post(door, path, email="nobody@example.org")
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    assert known.status_code == 202
    assert [letter.to.value for letter in room.deliver()] == [ADA]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/auth/password/forgotten", {}),
        ("/v1/auth/email/send", {}),
        ("/v1/auth/register", {"password": PASSWORD, "username": "countess"}),
        ("/v1/auth/login", {"password": "wrong"}),
    ],
)
def test_a6_the_database_is_asked_the_same_for_known_and_unknown(
    door: AuthDoor, path: str, body: dict[str, object]
) -> None:
    door.register()
    said: list[str] = []
    sa.event.listen(door.database.engine, "before_cursor_execute", lambda *event: said.append(event[2]))

    def statements(email: str) -> list[str]:
        said.clear()
        assert post(door, path, email=email, **body).status_code in (202, 401)
        return list(said)

    known, unknown = statements(ADA), statements("nobody@example.org")
    assert known
    ends = ("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT")
    assert [each for each in known if not each.startswith(ends)] == [
        each for each in unknown if not each.startswith(ends)
    ]


def test_asking_for_mails_is_limited(door: AuthDoor) -> None:
    answers = [post(door, "/v1/auth/email/send", email=f"a{n}@example.org").status_code for n in range(62)]
    assert answers == [202] * 60 + [429] * 2


@pytest.mark.parametrize("path", ["/v1/auth/email/verify", "/v1/auth/email/confirm"])
@pytest.mark.parametrize("token", ["", "x", "rev_" + "A" * 43, "rec_" + "A" * 43, "é"])
def test_every_bad_token_has_the_same_answer(door: AuthDoor, path: str, token: str) -> None:
    answer = post(door, path, token=token)
    assert code(answer) == (422, "token_refused")
    assert answer.json is not None
    assert answer.json["detail"] == "The token is unknown, used up or expired: ask for a new mail."


def test_a_password_is_changed_with_the_present_one(door: AuthDoor, room: MailRoom) -> None:
    other, own = door.tokens()["access_token"], access(door)
    body = {"present_password": PASSWORD, "password": NEW_PASSWORD}
    wrong = door.call("PUT", "/v1/users/me/password", own, json=body | {"present_password": "wrong"})
    assert code(wrong) == (403, "wrong_password")
    assert door.call("PUT", "/v1/users/me/password", own, json=body).status_code == 204
    assert (door.me(own).status_code, door.me(other).status_code) == (200, 401)
    assert "Your password was changed" in [letter.subject for letter in room.deliver()]


def test_an_address_is_changed_once_it_is_confirmed(door: AuthDoor, room: MailRoom) -> None:
    own = door.tokens()["access_token"]
    room.deliver()
    body = {"email": "countess@example.org", "password": PASSWORD}
    assert door.call("PUT", "/v1/users/me/email", own, json=body).status_code == 202
    assert post(door, "/v1/auth/email/confirm", token=room.token()).status_code == 204
    me = door.me(own).json
    assert me is not None
    assert (me["email"], me["email_verified"]) == ("countess@example.org", True)
    assert [letter.to.value for letter in room.deliver()] == [ADA]


def test_usernames_are_told_apart_by_their_looks(door: AuthDoor, room: MailRoom) -> None:
    own = door.tokens()["access_token"]
    early = door.call("PUT", "/v1/users/me/username", own, json={"username": "mary"})
    assert code(early) == (403, "email_not_verified")
    other = door.tokens("eve@example.org")["access_token"]
    for letter in room.deliver():
        post(door, "/v1/auth/email/verify", token=token_of(letter))
    assert door.call("PUT", "/v1/users/me/username", own, json={"username": "mary"}).status_code == 204
    taken = door.call("PUT", "/v1/users/me/username", other, json={"username": "rnary"})
    assert code(taken) == (409, "username_taken")
    reserved = door.call("PUT", "/v1/users/me/username", other, json={"username": "adm1n"})
    assert code(reserved) == (422, "bad_username")


def test_a_profile_is_told_kept_and_taken_back(door: AuthDoor) -> None:
    own = door.tokens()["access_token"]
    told = {
        "degree": "MSc",
        "years_of_experience": 3,
        "preferences": {"theme": "dark", "goal": 30, "voice": True, "tags": ["a", "b"]},
        "onboarding": {"why": "interviews"},
    }
    changed = door.call("PATCH", "/v1/users/me", own, json=told).json
    assert changed is not None
    assert {name: changed[name] for name in told} == told
    body = {"degree": None, "preferences": {"goal": None}, "display_name": None}
    door.call("PATCH", "/v1/users/me", own, json=body)
    me = door.me(own).json
    assert me is not None
    assert (me["degree"], me["years_of_experience"], me["university"]) == (None, 3, None)
    assert me["preferences"] == {"theme": "dark", "voice": True, "tags": ["a", "b"]}


@pytest.mark.parametrize(
    "told",
    [
        {"years_of_experience": "3"},
        {"years_of_experience": -1},
        {"preferences": []},
        {"preferences": {"a": {"b": 1}}},
        {"degree": "x" * 401},
        {"email_verified": True},
        {"username": "root"},
        {"deletion_due_at": None},
    ],
)
def test_what_is_no_profile_is_refused(door: AuthDoor, told: dict[str, object]) -> None:
    assert door.call("PATCH", "/v1/users/me", door.tokens()["access_token"], json=told).status_code == 422


def test_a_picture_is_shown_as_one_of_ours(door: AuthDoor) -> None:
    own = {"Authorization": f"Bearer {door.tokens()['access_token']}"}
    path, written = "/v1/users/me/avatar", io.BytesIO()
    assert door.client.get(path, headers=own).status_code == 404
    Image.new("RGB", (600, 300), "teal").save(written, "PNG")

    def put(content: bytes, media_type: str = "image/png") -> int:
        return door.client.put(path, data=content, headers=own, content_type=media_type).status_code

    assert put(written.getvalue(), "image/jpeg") == 204
    shown = door.client.get(path, headers=own)
    assert (shown.status_code, shown.content_type) == (200, "image/webp")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "private, no-cache"
    again = door.client.get(path, headers=own | {"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304
    assert put(b"<svg onload=alert(1)>") == 422
    assert put(written.getvalue(), "image/svg+xml") == 415
    assert put(b"x" * (2 * 1024 * 1024 + 1)) == 413
    assert door.client.delete(path, headers=own).status_code == 204
    assert door.client.get(path, headers=own).status_code == 404


def test_a_deletion_is_scheduled_seen_and_cancelled(door: AuthDoor, room: MailRoom) -> None:
    own = door.tokens()["access_token"]
    answer = door.call("DELETE", "/v1/users/me?when=in_30_days", own).json
    assert answer is not None
    assert answer["status"] == "scheduled"
    me = door.me(own).json
    assert me is not None
    assert me["deletion_due_at"] == answer["due_at"]
    assert door.call("DELETE", "/v1/users/me/deletion", own).status_code == 204
    assert door.call("DELETE", "/v1/users/me?when=in_30_days", own).status_code == 202
    door.log_in()
    door.clock.advance(timedelta(days=31).total_seconds())
    assert room.housekeeping.delete_due_users() == 0
    assert door.log_in().status_code == 200


def test_a_scheduled_deletion_is_carried_out(door: AuthDoor, room: MailRoom) -> None:
    own = door.tokens()["access_token"]
    door.call("DELETE", "/v1/users/me?when=in_30_days", own)
    door.clock.advance(timedelta(days=30).total_seconds())
    assert room.housekeeping.delete_due_users() == 1
    assert door.log_in().status_code == 401
    assert "Your account was deleted" in [letter.subject for letter in room.deliver()]
