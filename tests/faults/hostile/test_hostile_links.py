"""docs/hostile-inputs.md, rows 34 to 37 and 40: addresses, where one may be named and where none may."""

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders import audio_files
from tests.builders.canary_listeners import canaries
from tests.builders.hostile_files import playlist
from tests.builders.hostile_links import LINKS, links_to
from tests.builders.people import Person

FIELDS = ("url", "link", "source", "audio_url", "webhook_url", "callback_url")
SHORTCUT = "[InternetShortcut]\nURL={url}\n"


def name_a_server(visitor: Person, url: str) -> httpx.Response:
    wish = {"key": "sk-0123456789abcdef", "base_url": url}
    return visitor.http.put("/v1/users/me/provider-keys/openai_compatible", json=wish)


def send(visitor: Person, content: bytes, **query: str) -> httpx.Response:
    headers = {"Content-Type": "audio/wav"}
    return visitor.http.post("/v1/recordings", params=query, content=content, headers=headers)


@pytest.mark.hostile(34, 35, 37)
@pytest.mark.parametrize("name", LINKS)
def test_an_address_that_leads_inside_is_no_model_server(visitor: Person, name: str) -> None:
    refused = name_a_server(visitor, LINKS[name])
    assert refused.status_code == 422, refused.text
    assert visitor.http.get("/v1/users/me/provider-keys").json()["items"] == []


@pytest.mark.hostile(4, 34, 40)
def test_nobody_calls_where_a_user_points_to(platform: LocalPlatform) -> None:
    """One user may name so many addresses in a minute, and the others are the visitor's."""
    with canaries() as listening, Person(platform) as visitor:
        for url in links_to(listening):
            assert name_a_server(visitor, url).status_code == 422
            assert send(visitor, playlist(url)).status_code == 415
            assert send(visitor, SHORTCUT.format(url=url).encode()).status_code == 415
        assert listening.visits == []


@pytest.mark.hostile(40)
@pytest.mark.parametrize("field", FIELDS)
def test_audio_is_sent_and_never_fetched(visitor: Person, field: str) -> None:
    """The doors of the trade pass over fields that they don't know, as their models do."""
    with canaries() as listening:
        link = f"{listening.urls()[0]}/live.m3u8"
        assert send(visitor, audio_files.wav(0.2), **{field: link}).status_code == 422
        form = {"model": "whisper-1", field: link}
        files = {"file": audio_files.wav(0.2)}
        assert visitor.http.post("/v1/audio/transcriptions", data=form, files=files).status_code == 200
        told = visitor.http.post("/v1/recordings", content=link, headers={"Content-Type": "text/uri-list"})
        assert told.status_code == 415
        assert listening.visits == []
