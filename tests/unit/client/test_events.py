"""The stream of server-sent events."""

from rostrum_client.events import ServerEvent, parse_events


def parsed(text: str) -> list[ServerEvent]:
    return list(parse_events(text.split("\n")))


def test_an_event_has_kind_data_and_id() -> None:
    assert parsed("id: 7\nevent: progress\ndata: {}\n\n") == [ServerEvent("progress", "{}", "7")]


def test_data_of_several_lines_is_joined() -> None:
    assert parsed("data: a\ndata: b\n\n")[0].data == "a\nb"


def test_comments_retries_and_events_without_data_are_left_out() -> None:
    assert parsed(": ping\n\nretry: 3000\n\nevent: state\n\n") == []


def test_the_id_holds_until_another_one_comes() -> None:
    assert [event.id for event in parsed("id: 1\ndata: a\n\ndata: b\n\n")] == ["1", "1"]


def test_an_event_that_was_cut_off_is_none() -> None:
    assert parsed("data: half") == []


def test_data_that_is_no_object_is_empty() -> None:
    assert [event.json() for event in parsed("data: [1]\n\ndata: {\n\n")] == [{}, {}]
