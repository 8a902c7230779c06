"""What keeping and searching versions of transcripts promises, on Postgres and in memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.database.tombstones import bury
from chassis.errors import Conflict, NotFound
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_search import PostgresSearch
from services.transcribe.adapters.outbound.postgres.postgres_versions import PostgresVersions
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.application.ports.versions import TranscriptSearch, TranscriptVersions
from services.transcribe.domain.audio import Span
from services.transcribe.domain.edits import Action, WordEdit, revise
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import KEPT, Proofreading, Refusal, RefusedCorrection, Version
from services.transcribe.domain.words import Origin
from tests.builders.chassis_database import opened
from tests.builders.transcripts import AT, transcript
from tests.fakes.transcript_versions import FakeSearch, FakeVersions
from tests.infrastructure.fixtures import MakeDatabase

USER = new_id()


@dataclass(frozen=True)
class Keeper:
    versions: TranscriptVersions
    search: TranscriptSearch
    begin: Callable[[Transcript], None]
    erase: Callable[[UUID, UUID], None]

    def begun(self, text: str, tenant_id: UUID | None = None) -> Transcript:
        recognised = transcript(text, tenant_id=tenant_id)
        self.begin(recognised)
        return recognised


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Keeper]:
    if request.param == "memory":
        fake = FakeVersions()
        yield Keeper(fake, FakeSearch(fake), fake.begin, fake.erase)
        return
    with opened(make_database("transcribe"), "app") as database:
        announcer = Announcer(EventEncoder(SystemClock().now, new_id))
        versions, search = PostgresVersions(database, announcer), PostgresSearch(database)
        yield Keeper(
            versions, search, lambda begun: _begin(database, begun), lambda *key: _erase(database, *key)
        )


def _begin(database: Database, begun: Transcript) -> None:
    with database.transaction(begun.tenant_id) as connection:
        assert add_version(connection, begun)


def _erase(database: Database, tenant_id: UUID, recording_id: UUID) -> None:
    with database.transaction(tenant_id) as connection:
        bury(connection, tenant_id, recording_id)


def next_version(before: Transcript, word_id: int, text: str, origin: Origin = Origin.EDITED) -> Transcript:
    edits = [WordEdit(word_id, Action.REPLACE, text)]
    revised = revise(before.content, edits, origin, before.version.last_word_id)
    version = Version(before.version.number + 1, origin, USER, revised.last_word_id)
    return replace(before, content=revised.content, version=version)


def test_the_newest_version_is_found_unless_another_is_asked_for(keeper: Keeper) -> None:
    first = keeper.begun("Hello their.")
    second = next_version(first, 2, "there.")
    keeper.versions.add(second)
    key = (first.tenant_id, first.recording_id)
    assert keeper.versions.find(*key) == second
    assert keeper.versions.find(*key, 1) == first
    assert keeper.versions.find(*key, 3) is None
    entries = [(entry.number, entry.origin, entry.user_id) for entry in keeper.versions.entries(*key)]
    assert entries == [(2, Origin.EDITED, USER), (1, Origin.RECOGNIZED, None)]
    assert keeper.versions.entries(*key)[0].created_at == AT


def test_how_it_was_proofread_is_kept(keeper: Keeper) -> None:
    first = keeper.begun("Hello their.")
    refused = (RefusedCorrection(Span(0.0, 0.4), Refusal.CHANGES_TOO_MUCH),)
    version = Version(2, Origin.PROOFREAD, None, 2, Proofreading("a-model", 3, 1, refused))
    keeper.versions.add(replace(first, version=version))
    found = keeper.versions.find(first.tenant_id, first.recording_id)
    assert found is not None
    assert found.version == version


def test_of_two_who_add_the_same_version_the_second_is_told(keeper: Keeper) -> None:
    first = keeper.begun("Hello their.")
    rivals = [next_version(first, 2, text) for text in ("there.", "them.")]

    def add(rival: Transcript) -> bool:
        try:
            keeper.versions.add(rival)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, rivals)) == [False, True]


def test_the_first_and_the_newest_versions_are_kept(keeper: Keeper) -> None:
    newest = first = keeper.begun("Hello there.")
    for number in range(KEPT + 1):
        newest = next_version(newest, 1, f"Hello{number}")
        keeper.versions.add(newest)
    numbers = [entry.number for entry in keeper.versions.entries(first.tenant_id, first.recording_id)]
    assert numbers == [*range(KEPT + 2, 2, -1), 1]


def test_nothing_is_added_to_what_was_deleted(keeper: Keeper) -> None:
    first = keeper.begun("Hello their.")
    keeper.erase(first.tenant_id, first.recording_id)
    with pytest.raises(NotFound):
        keeper.versions.add(next_version(first, 2, "there."))


def test_another_tenant_finds_nothing(keeper: Keeper) -> None:
    first = keeper.begun("Hello there.")
    assert keeper.versions.find(new_id(), first.recording_id) is None
    assert keeper.versions.entries(new_id(), first.recording_id) == []
    assert keeper.search.find(new_id(), "hello", 10) == []
    assert len(keeper.search.find(first.tenant_id, "hello", 10)) == 1


def test_words_are_found_where_they_stand_in_any_inflection(keeper: Keeper) -> None:
    first = keeper.begun("We um walked home. | They are walking, too.")
    hits = keeper.search.find(first.tenant_id, "walk", 10)
    assert [(hit.recording_id, hit.segment_id, hit.word_ids) for hit in hits] == [
        (first.recording_id, 1, (3,)),
        (first.recording_id, 2, (7,)),
    ]
    assert hits[0].text == "We walked home."
    assert hits[1].span == first.content.segments[1].span
    assert [hit.word_ids for hit in keeper.search.find(first.tenant_id, "walk home", 10)] == [(3, 4)]
    assert keeper.search.find(first.tenant_id, "elephants", 10) == []


def test_only_the_newest_version_is_searched(keeper: Keeper) -> None:
    first = keeper.begun("A see of troubles.")
    keeper.versions.add(next_version(first, 2, "ocean"))
    assert keeper.search.find(first.tenant_id, "see", 10) == []
    assert [hit.word_ids for hit in keeper.search.find(first.tenant_id, "oceans", 10)] == [(2,)]


def test_pages_go_from_the_newest_recording_on_and_lose_nothing(keeper: Keeper) -> None:
    tenant_id = new_id()
    begun = [keeper.begun("Cheese one. Cheese two. Cheese three.", tenant_id) for _ in range(3)]
    expected = [(said.recording_id, number) for said in reversed(begun) for number in (1, 2, 3)]
    found, after = [], None
    while page := keeper.search.find(tenant_id, "cheese", 2, after):
        found += [(hit.recording_id, hit.segment_id) for hit in page]
        after = page[-1].position
    assert found == expected
