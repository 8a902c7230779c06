"""Lists that the server tells page by page."""

from collections.abc import Iterator, Mapping, Sequence

import httpx

from rostrum_client.transport import Call, Transport, json_of


def every_item(
    transport: Transport, path: str, params: Mapping[str, str] | None = None
) -> Iterator[Mapping[str, object]]:
    """The items of all pages; a page is asked for when those before it are used up."""
    asked = {"limit": "100", **(params or {})}
    while True:
        answer = transport.send(Call("GET", path, params=asked))
        yield from items_of(answer)
        cursor = json_of(answer).get("next_cursor")
        if not isinstance(cursor, str):
            return
        asked["cursor"] = cursor


def items_of(answer: httpx.Response) -> Sequence[Mapping[str, object]]:
    """Those of one page."""
    items = json_of(answer).get("items")
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
