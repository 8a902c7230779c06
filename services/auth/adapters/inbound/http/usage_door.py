"""Usage over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response

from chassis.errors import InvalidInput
from chassis.identity import check_permission
from chassis.web import Call, Content, Cursors, Operation, Reply, View
from services.auth.adapters.inbound.http.callers import caller
from services.auth.adapters.inbound.http.csv_lines import csv_line
from services.auth.adapters.inbound.http.usage_bodies import (
    UsageEntryPage,
    UsageEntryView,
    UsageQuery,
    UsageTotalPage,
    UsageTotalView,
)
from services.auth.application.ports.usage import EntryPlace, TotalPlace, UsageScope, UsageWanted
from services.auth.application.use_cases.read_usage import ReadUsage
from services.auth.domain.roles import ADMIN
from services.auth.domain.usage import Grouping, UsageTotal

_CSV = "text/csv"
_SHOWN = Content((_CSV,), "Single acts, the newest first, or totals.", (UsageEntryPage, UsageTotalPage))


class UsageDoor:
    """Reads its request, calls one use case and shows the result."""

    def __init__(self, usage: ReadUsage, secret: bytes) -> None:
        self._usage = usage
        self._cursors = Cursors(secret)

    def operations(self) -> Sequence[Operation]:
        return (
            Operation(
                "GET", "/v1/usage", self.read_usage, "Usage", "user", {200: _SHOWN},
                problems=(403, 404), scope="usage:read",
            ),
        )  # fmt: skip

    def read_usage(self, call: Call, query: UsageQuery) -> Reply | Response:
        """Read what was used

        Your own, what your organisation's keys paid for, or of everyone. As JSON, or as CSV by `format` or
        `Accept`; both a page at a time. What has just happened may be missing for a few seconds. Of everyone
        is for administrators, and their API tokens need the scope `admin` as well.
        """
        wanted = UsageWanted(self._scope(call, query), *query.moments())
        if query.group is None:
            return self._entries(call, query, wanted)
        return self._totals(call, query, query.group, wanted)

    def _scope(self, call: Call, query: UsageQuery) -> UsageScope:
        if query.everyone:
            check_permission(call.user, role=ADMIN, scope=ADMIN)
            return self._usage.of_everyone()
        if query.organisation_id is not None:
            return self._usage.of_organisation(caller(call), query.organisation_id)
        return self._usage.own(caller(call))

    def _entries(self, call: Call, query: UsageQuery, wanted: UsageWanted) -> Reply | Response:
        listing = _Listing(_list_name(wanted, "entries"), UsageEntryView, UsageEntryPage)
        after = self._after(listing, query)
        found = self._usage.entries(wanted, query.limit + 1, _entry_place(after) if after else None)
        last = found[query.limit - 1] if len(found) > query.limit else None
        place = {"at": last.at.isoformat(), "id": str(last.id)} if last else None
        views = [UsageEntryView.of(entry) for entry in found[: query.limit]]
        return _shown(call, query, listing, views, self._cursor(listing, place))

    def _totals(self, call: Call, query: UsageQuery, by: Grouping, wanted: UsageWanted) -> Reply | Response:
        listing = _Listing(_list_name(wanted, by), UsageTotalView, UsageTotalPage)
        after = self._after(listing, query)
        found = self._usage.totals(wanted, by, query.limit + 1, _total_place(after) if after else None)
        last = found[query.limit - 1] if len(found) > query.limit else None
        place = _place_of(last) if last else None
        views = [UsageTotalView.of(total) for total in found[: query.limit]]
        return _shown(call, query, listing, views, self._cursor(listing, place))

    def _after(self, listing: "_Listing", query: UsageQuery) -> dict[str, str | int] | None:
        return self._cursors.decode(listing.name, query.cursor) if query.cursor else None

    def _cursor(self, listing: "_Listing", place: Mapping[str, str | int] | None) -> str | None:
        return self._cursors.encode(listing.name, place) if place else None


@dataclass(frozen=True)
class _Listing:
    """What a list is called, and how it is shown."""

    name: str
    view: type[UsageEntryView] | type[UsageTotalView]
    page: type[UsageEntryPage] | type[UsageTotalPage]


def _shown(
    call: Call, query: UsageQuery, listing: _Listing, views: Sequence[View], cursor: str | None
) -> Reply | Response:
    links = call.next_link(cursor)
    if not _wants_csv(call, query):
        return Reply(listing.page.model_validate({"items": views, "next_cursor": cursor}), headers=links)
    columns = list(listing.view.model_fields)
    rows = [view.model_dump(mode="json") for view in views]
    lines = [csv_line(columns), *(csv_line([row[name] for name in columns]) for row in rows)]
    response = Response("".join(lines), content_type=f"{_CSV}; charset=utf-8")
    response.headers.update(links | {"Vary": "Accept"})
    return response


def _list_name(wanted: UsageWanted, kind: str) -> str:
    return f"usage:{kind}:{wanted.scope.kind}:{wanted.scope.tenant_id}"


def _place_of(total: UsageTotal) -> dict[str, str | int]:
    return {"key": total.key, "unit": total.unit, "own": int(total.own_key)}


def _entry_place(position: dict[str, str | int]) -> EntryPlace:
    try:
        return datetime.fromisoformat(str(position["at"])), UUID(str(position["id"]))
    except (KeyError, ValueError):
        raise _other_list() from None


def _total_place(position: dict[str, str | int]) -> TotalPlace:
    try:
        return str(position["key"]), str(position["unit"]), bool(position["own"])
    except KeyError:
        raise _other_list() from None


def _other_list() -> InvalidInput:
    return InvalidInput("The cursor is not one of this list: start again without it.", code="invalid_cursor")


def _wants_csv(call: Call, query: UsageQuery) -> bool:
    accepted = call.request.accept_mimetypes
    return query.format == "csv" or (
        query.format is None and accepted.best_match(["application/json", _CSV]) == _CSV
    )
