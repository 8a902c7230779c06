"""B2: what nobody thought of. Requests made from the OpenAPI documents, and damaged files."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count, repeat
from pathlib import Path

import httpx
import pytest
import requests
import schemathesis
from requests.exceptions import ChunkedEncodingError

from deploy.local.admins import appoint
from docs.operations_page import OPENAPI
from services.ingest.adapters.outbound.media.sandboxed_audio_preparer import decoder_pool
from tests.builders.damaged_audio import DamagedFile, damaged_files, whole_files
from tests.builders.decoding_bench import DIED, HUNG, LIMITS, decode_all
from tests.builders.fuzzed_requests import Operation, fault_of, operations_of, requests_to
from tests.builders.people import Person
from tests.builders.watched_files import watching
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader, timed

PROMISE = "Ten thousand fuzzed requests and two thousand damaged files: no server error, no hang"
REQUESTS = 5_000
"""To each of the two services."""
HANGS_S = 10.0
OF_THE_PROXY = (414, 431)
"""A line or headers that are too long, whatever they ask for."""
LONGEST_HEAD = 1_000
"""In characters, of which each may become twelve in a URL. What is longer, B1 sends byte by byte: the proxy
ends such a connection half a second after its answer, and this client may not have read it to its end."""
SENDERS = 4
MACHINES_MAY = ("recordings:read", "recordings:write")
FILES, THROUGH_THE_DOOR = 1_850, 150


class Fuzzer:
    """Asks as an administrator, a user, a user's machine and nobody; who was deleted or logged out by it is
    replaced."""

    CALLERS = 4

    def __init__(self, stage: Stage, stack: ExitStack) -> None:
        self.answers: Counter[int] = Counter()
        self.faults: list[str] = []
        self.slowest_s = 0.0
        self._stage = stage
        self._stack = stack
        self._session = stack.enter_context(requests.Session())
        self._session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=SENDERS))
        self._threads = stack.enter_context(ThreadPoolExecutor(SENDERS))
        self._callers = [(new(), new) for new in (self._new_admin, self._newcomer, self._new_machine)]

    def ask(self, operation: Operation, examples: int, seed: int) -> None:
        self._callers = [(new() if is_gone(who) else who, new) for who, new in self._callers]
        known = [{"Authorization": who.http.headers["Authorization"]} for who, _ in self._callers]
        cases = requests_to(operation, examples, seed, *known, {})
        readable = ((case, sent) for case, sent in cases if head_of(case) < LONGEST_HEAD)
        for case, answer in self._threads.map(self._send, readable):
            self._note(case, answer)

    def _send(
        self, asked: tuple[schemathesis.Case, dict[str, str]]
    ) -> tuple[schemathesis.Case, schemathesis.Response | str]:
        """The answer, or why there is none."""
        case, headers = asked
        url = self._stage.platform.url
        try:
            return case, case.call(base_url=url, session=self._session, headers=headers, timeout=HANGS_S)
        except (requests.ConnectionError, requests.Timeout, ChunkedEncodingError) as error:
            return case, repr(error)

    def _note(self, case: schemathesis.Case, answer: schemathesis.Response | str) -> None:
        if isinstance(answer, str):
            self.answers[0] += 1
            self.faults.append(f"{answer} to {case.as_curl_command()[:500]}")
            return
        self.answers[answer.status_code] += 1
        self.slowest_s = max(self.slowest_s, answer.elapsed)
        if fault := fault_of(case, answer, OF_THE_PROXY):
            self.faults.append(fault)

    def _newcomer(self) -> Person:
        return self._stack.enter_context(Person(self._stage.platform))

    def _new_admin(self) -> Person:
        person = self._newcomer()
        assert appoint(self._stage.platform.folder.path, person.email, dismiss=False) == 0
        person.renew()
        return person

    def _new_machine(self) -> Person:
        """Somebody's API token in place of their own."""
        person = self._newcomer()
        token = person.sdk.api_tokens.create("fuzzer", MACHINES_MAY).secret
        person.http.headers["Authorization"] = f"Bearer {token}"
        return person


def is_gone(person: Person) -> bool:
    return person.http.get("/v1/users/me").status_code == 401


def head_of(case: schemathesis.Case) -> int:
    return len(str((case.path_parameters, case.query, case.headers, case.cookies)))


@scenario("B2", PROMISE)
@pytest.mark.timeout(400)
@pytest.mark.parametrize("path", OPENAPI)
def test_fuzzed_requests(stage: Stage, score: Score, seed: int, path: str) -> None:
    document = httpx.get(stage.platform.url + path).json()
    operations = operations_of(schemathesis.openapi.from_dict(document))
    examples = -(-REQUESTS // (2 * Fuzzer.CALLERS * len(operations)))
    before = pids(stage)
    with ExitStack() as stack:
        fuzzer = Fuzzer(stage, stack)
        for number in count():
            for operation in operations:
                if not number or fuzzer.answers.total() < REQUESTS:
                    fuzzer.ask(operation, examples, seed + number)
            if fuzzer.answers.total() >= REQUESTS:
                break
    score.note(f"{path}: answers {dict(sorted(fuzzer.answers.items()))}")
    assert fuzzer.faults == [], "\n".join(fuzzer.faults[:20])
    score.at_least("requests", fuzzer.answers.total(), REQUESTS)
    score.exactly("without an answer", fuzzer.answers[0], 0)
    score.number("slowest answer", fuzzer.slowest_s, "s")
    score.exactly("not as declared, or a server error", len(fuzzer.faults), 0)
    score.exactly("processes that died", len(before ^ pids(stage)), 0)


def pids(stage: Stage) -> set[int]:
    return {process.pid for process in stage.processes.values()}


@scenario("B2", PROMISE)
def test_damaged_files_in_the_sandbox(score: Score, chance: random.Random, tmp_path: Path) -> None:
    neighbour = tmp_path / "source"
    neighbour.write_bytes(b"canary")
    pool = decoder_pool(2, LIMITS)
    try:
        with watching(neighbour) as watch:
            files = damaged_files(whole_files(tmp_path), chance, FILES)
            outcomes = decode_all(pool, files, tmp_path)
            score.exactly("looks at a file beside it", watch.looks(), 0)
    finally:
        pool.close()
    score.note(f"outcomes {dict(outcomes.counts)}")
    for ending in outcomes.told:
        score.note(ending)
    score.exactly("damaged files", outcomes.counts.total(), FILES)
    score.exactly("hangs", outcomes.counts[HUNG], 0)
    score.number("children that died", outcomes.counts[DIED])
    score.number("slowest file", outcomes.slowest_s, "s")


@scenario("B2", PROMISE)
def test_damaged_files_at_the_door(
    stage: Stage, uploader: Uploader, score: Score, chance: random.Random, tmp_path: Path
) -> None:
    before = pids(stage)
    statuses: Counter[int] = Counter()
    files = damaged_files(whole_files(tmp_path), chance, THROUGH_THE_DOOR)
    with ThreadPoolExecutor(SENDERS) as threads:
        for status in threads.map(send, repeat(uploader), files):
            statuses[status] += 1
    outcome = hold(stage, [uploader])
    score.note(f"answers {dict(statuses)}")
    score.exactly("files through the door", statuses.total(), THROUGH_THE_DOOR)
    score.number("refused at once", statuses[415])
    score.number("heard", outcome.completed)
    score.number("failed with a reason", outcome.failed)
    score.exactly("processes that died", len(before ^ pids(stage)), 0)


def send(uploader: Uploader, file: DamagedFile) -> int:
    def post() -> httpx.Response:
        headers = {"Content-Type": "audio/wav"}
        answer = uploader.person.http.post("/v1/recordings", content=file.content, headers=headers)
        if answer.status_code == 202:
            uploader.ledger.note(answer.json()["id"])
        return answer

    heard = timed(post)
    uploader.answers.append(heard)
    assert heard.status in {202, 415, 422}, f"{heard} to {file.number} {file.damages}"
    return heard.status
