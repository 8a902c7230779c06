"""B3: whatever address somebody names, in whatever field or file, nobody connects to it."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import httpx
import pytest

from tests.builders.audio_files import wav
from tests.builders.canary_listeners import canaries
from tests.builders.hostile_files import playlist
from tests.builders.hostile_links import LINKS, links_to
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader, timed

FIELDS = ("url", "link", "source", "audio_url", "webhook_url", "callback_url")
HEADERS = ("Origin", "Referer", "X-Forwarded-Host", "X-Original-URL", "Link")
TEXTS = (
    "ffconcat version 1.0\nfile '{}'\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    '<?xml version="1.0"?><MPD><BaseURL>{}</BaseURL></MPD>',
    '<?xml version="1.0"?><!DOCTYPE a SYSTEM "{}"><a/>',
    "[InternetShortcut]\nURL={}\n",
)
Ask = Callable[[], httpx.Response]


@scenario("B3", "No address that somebody names is ever connected to")
@pytest.mark.hostile(3, 4, 34, 35, 37, 40)
def test_nobody_calls_a_canary(stage: Stage, uploader: Uploader, score: Score) -> None:
    http = uploader.person.http
    with canaries() as listening:
        pointing = links_to(listening)
        asks = [ask for url in (*pointing, *LINKS.values()) for ask in naming(http, url)]
        asks += [ask for url in pointing for ask in pretending(uploader, url)]
        uploader.answers += [timed(ask) for ask in asks]
        outcome = hold(stage, [uploader])
        score.note(f"listening at {', '.join(listening.urls())}")
        score.exactly("connections to canaries", len(listening.visits), 0)
    score.number("addresses named", len(asks))
    score.number("files with an address that were decoded", outcome.completed + outcome.failed)
    score.note(f"answers {dict(Counter(answer.status for answer in uploader.answers))}")
    assert [answer for answer in uploader.answers if answer.status == 0] == []


def naming(http: httpx.Client, url: str) -> Iterator[Ask]:
    """In every field that takes an address, and in some that don't exist."""
    wish = {"key": "sk-0123456789abcdef", "base_url": url}
    yield partial(http.put, "/v1/users/me/provider-keys/openai_compatible", json=wish)
    back = {"return_to": url, "code_challenge": "a" * 43}
    yield partial(http.get, "/v1/auth/oidc/nobody/authorize", params=back)
    for field in FIELDS:
        yield partial(send, http, wav(0.1), {field: url})


def pretending(uploader: Uploader, url: str) -> Iterator[Ask]:
    """In files: text that is refused, and the same text within a file that is decoded; in headers."""
    for text in (playlist(url), *(text.format(url).encode() for text in TEXTS)):
        yield partial(send, uploader.person.http, text)
        yield partial(accepted, uploader, wav(0.2) + text)
        yield partial(accepted, uploader, wav(0.2).replace(b"data", text[:4000] + b"data", 1))
    for header in HEADERS:
        yield partial(uploader.person.http.get, "/v1/users/me", headers={header: url})


def send(http: httpx.Client, content: bytes, query: dict[str, str] | None = None) -> httpx.Response:
    headers = {"Content-Type": "audio/wav"}
    return http.post("/v1/recordings", params=query, content=content, headers=headers)


def accepted(uploader: Uploader, content: bytes) -> httpx.Response:
    answer = send(uploader.person.http, content)
    if answer.status_code == 202:
        uploader.ledger.note(answer.json()["id"])
    return answer
