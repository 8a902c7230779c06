"""Keys are a fixed set that is fetched again seldom, and kept while the issuer is away."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from structlog.testing import capture_logs

from chassis.errors import Unavailable
from chassis.identity import KeyRefused, KeySet, TokenRefused, key_id, private_key, public_jwk
from tests.fakes.clock import FakeClock


class JwksSource:
    """Publishes keys as auth does, counts how often it is asked, and can be away."""

    def __init__(self) -> None:
        self.document = json.dumps({"keys": []})
        self.asked = 0
        self.away = False

    def publish(self, *keys: Ed25519PrivateKey) -> None:
        self.document = json.dumps({"keys": [public_jwk(key.public_key()) for key in keys]})

    def __call__(self) -> str:
        self.asked += 1
        if self.away:
            raise Unavailable("away")
        return self.document


OLD, NEW = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
OLD_ID, NEW_ID = key_id(OLD.public_key()), key_id(NEW.public_key())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source() -> JwksSource:
    source = JwksSource()
    source.publish(OLD)
    return source


def test_a_published_key_is_found_and_fetched_once(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    assert [keys.find(OLD_ID) == OLD.public_key() for _ in range(3)] == [True] * 3
    assert source.asked == 1


def test_who_comes_while_the_key_is_fetched_waits_for_it(source: JwksSource, clock: FakeClock) -> None:
    asked, answered = threading.Event(), threading.Event()

    def fetch() -> str:
        asked.set()
        answered.wait(10)
        return source()

    keys = KeySet(fetch, clock)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(keys.find, OLD_ID)
        assert asked.wait(10)
        second = pool.submit(keys.find, OLD_ID)
        with pytest.raises(TimeoutError):
            second.result(0.1)
        answered.set()
        assert first.result(10) == second.result(10) == OLD.public_key()
    assert source.asked == 1


def test_a_first_set_is_fetched_before_anybody_needs_it(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    source.away = True
    assert [keys.prepare() for _ in range(3)] == [False] * 3
    source.away = False
    assert [keys.prepare() for _ in range(3)] == [True] * 3
    assert keys.find(OLD_ID) == OLD.public_key()
    assert source.asked == 4


def test_a_source_that_stays_away_is_told_of_twice_a_minute(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    source.away = True
    with capture_logs() as said:
        for _ in range(4 * 60):
            keys.prepare()
            clock.advance(0.25)
    assert source.asked == 4 * 60
    assert [line["event"] for line in said] == ["signing_keys_not_fetched"] * 2


def test_a_new_key_is_found_as_soon_as_a_token_names_it(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    keys.find(OLD_ID)
    source.publish(OLD, NEW)
    clock.advance(2)
    assert keys.find(NEW_ID) == NEW.public_key()


def test_made_up_ids_are_no_load_on_the_issuer(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    for number in range(100):
        with pytest.raises(TokenRefused):
            keys.find(f"made-up-{number}")
    assert source.asked == 1


def test_a_retired_key_is_dead_after_the_next_refresh(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    keys.find(OLD_ID)
    source.publish(NEW)
    clock.advance(300)
    with pytest.raises(TokenRefused):
        keys.find(OLD_ID)


def test_known_keys_stay_while_the_issuer_is_away(source: JwksSource, clock: FakeClock) -> None:
    keys = KeySet(source, clock)
    keys.find(OLD_ID)
    source.away = True
    clock.advance(3_600)
    for _ in range(50):
        assert keys.find(OLD_ID) == OLD.public_key()
    assert source.asked == 2


@pytest.mark.parametrize("document", ["", "[]", "{}", '{"keys": 1}', '{"keys": [{"kty": "RSA"}]}'])
def test_a_document_that_holds_no_keys_does_not_replace_good_ones(
    source: JwksSource, clock: FakeClock, document: str
) -> None:
    keys = KeySet(source, clock)
    keys.find(OLD_ID)
    source.document = document
    clock.advance(300)
    assert keys.find(OLD_ID)


@pytest.mark.parametrize("kid", [None, 7, "", "a" * 65, "../key", ["x"]])
def test_what_is_no_key_id_is_not_even_looked_for(source: JwksSource, clock: FakeClock, kid: object) -> None:
    with pytest.raises(TokenRefused):
        KeySet(source, clock).find(kid)
    assert source.asked == 0


def test_the_key_id_is_the_thumbprint_of_rfc_8037() -> None:
    raw = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # RFC 8037, appendix A.2 and A.3
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(raw + "="))
    assert key_id(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_private_key_is_read_from_pem() -> None:
    pem = OLD.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert private_key(pem).public_key() == OLD.public_key()


@pytest.mark.parametrize(
    "pem", ["", "canary", "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----"]
)
def test_what_is_no_private_key_is_refused_without_showing_it(pem: str) -> None:
    with pytest.raises(KeyRefused) as caught:
        private_key(pem)
    assert "canary" not in str(caught.value)
