"""The rules that need no store."""

from datetime import timedelta

import pytest

from chassis.clock import new_id
from chassis.errors import InvalidInput
from services.auth.domain.email import EmailAddress
from services.auth.domain.erasure import is_confirmed
from services.auth.domain.errors import BadEmail, SessionOver, WeakPassword
from services.auth.domain.password import Password
from services.auth.domain.refresh_token import RefreshToken
from services.auth.domain.session import Session
from services.auth.domain.user import clean_locale, clean_name
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ada.Lovelace@Example.ORG", "ada.lovelace@example.org"),
        ("ada+talks@example.org", "ada+talks@example.org"),
        ("ada@rostrum.test", "ada@rostrum.test"),
        ("ada@müller.de", "ada@xn--mller-kva.de"),
    ],
)
def test_one_person_has_one_spelling(text: str, kept: str) -> None:
    assert EmailAddress.parse(text).value == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "ａda@example.org",
        "ada@ｅxample.org",
        "аda@example.org",
        "ada@example.org\x00",
        "ada @example.org",
        '"ada l"@example.org',
        "ada@[127.0.0.1]",
        "ada@localhost",
        "ada@printer.local",
        "a" * 250 + "@example.org",
        "ada@example.org\r\nBcc: all@example.org",
    ],
)
def test_what_is_no_address_or_only_looks_like_one_is_refused(text: str) -> None:
    with pytest.raises(BadEmail):
        EmailAddress.parse(text)


@pytest.mark.hostile(48)
@pytest.mark.parametrize("text", ["12345678", "x" * 1024, "with\x00nul and 🙂", "ünïcödé"])
def test_any_characters_make_a_password(text: str) -> None:
    assert Password.chosen(text).text == text
    assert text not in repr(Password.chosen(text))


@pytest.mark.hostile(48)
@pytest.mark.parametrize("text", ["", "1234567", "x" * 1025, "🙂" * 257])
def test_a_password_is_measured_in_bytes_and_never_cut(text: str) -> None:
    with pytest.raises(WeakPassword):
        Password.chosen(text)


def test_names_are_composed_and_printable() -> None:
    assert clean_name("  A\u030ake ") == "Åke"
    for bad in ("a\x00b", "a\nb", "\u202eevil", "x" * 101):
        with pytest.raises(InvalidInput):
            clean_name(bad)


@pytest.mark.parametrize("bad", ["", "english", "e", "en_US", "en-", "en-US;drop", "é"])
def test_a_locale_is_a_language_tag(bad: str) -> None:
    assert clean_locale("pt-BR") == "pt-BR"
    with pytest.raises(InvalidInput):
        clean_locale(bad)


def test_a_refresh_token_survives_its_spelling_and_no_other() -> None:
    token = RefreshToken(new_id(), new_id(), bytes(range(32)))
    text = token.encode()
    assert RefreshToken.parse(text) == token
    assert repr(token.secret) not in repr(token)
    for wrong in (
        "",
        "rrt_",
        text[:-1],
        text + "A",
        text + "=",
        text.removeprefix("rrt_"),
        "rrt_" + "é" * 107,
    ):
        with pytest.raises(SessionOver):
            RefreshToken.parse(wrong)


def test_a_successor_follows_from_its_predecessor_and_the_nonce_only() -> None:
    token = RefreshToken(new_id(), new_id(), b"a" * 32)
    assert token.successor(b"n") == token.successor(b"n")
    assert token.successor(b"n") != token.successor(b"m")
    assert token.successor(b"n") != RefreshToken(token.tenant_id, token.session_id, b"b" * 32).successor(b"n")


class Life:
    """A session that has rotated twice."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        now = self.clock.now()
        first = Session(new_id(), new_id(), new_id(), now, now)
        self.session = first.rotated(b"1", now).rotated(b"2", now)

    def after(self, **elapsed: float) -> dict[int, str]:
        now = self.clock.now() + timedelta(**elapsed)
        return {generation: self.session.judge(generation, now) for generation in (1, 2, 3)}


@pytest.mark.parametrize(
    ("elapsed", "verdicts"),
    [
        ({"seconds": 0}, {1: "reused", 2: "repeat", 3: "rotate"}),
        ({"seconds": 10}, {1: "reused", 2: "repeat", 3: "rotate"}),
        ({"seconds": 11}, {1: "reused", 2: "reused", 3: "rotate"}),
        ({"days": 6.9}, {1: "reused", 2: "reused", 3: "rotate"}),
        ({"days": 7}, {1: "over", 2: "over", 3: "over"}),
    ],
)
def test_only_the_direct_predecessor_has_grace(elapsed: dict[str, float], verdicts: dict[int, str]) -> None:
    assert Life().after(**elapsed) == verdicts


def test_a_session_ends_after_thirty_days_however_busy() -> None:
    life = Life()
    start = life.clock.now()
    busy = life.session.rotated(b"3", start + timedelta(days=29))
    assert busy.is_active(start + timedelta(days=29, hours=23))
    assert not busy.is_active(start + timedelta(days=30))


def test_an_erasure_is_confirmed_by_all_four() -> None:
    assert not is_confirmed({"ingest", "transcribe", "analyze"})
    assert is_confirmed(["ingest", "transcribe", "analyze", "report"])
