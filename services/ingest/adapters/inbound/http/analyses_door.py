"""Analyses over HTTP: read a version, have one made anew, compare two takes."""

import json
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Annotated
from uuid import UUID

from flask import Response
from pydantic import Field

from chassis.web import Body, Call, Query, Reply, View, WholeNumber, entity_tag, preference_applied
from services.ingest.adapters.inbound.http.pronunciation_answers import Alphabet, pronunciation_answer
from services.ingest.adapters.inbound.http.pronunciation_views import PronunciationView
from services.ingest.application.ports.analyses import Renewal
from services.ingest.application.use_cases.compare_recordings import CompareRecordings
from services.ingest.application.use_cases.read_results import ReadResults
from services.ingest.application.use_cases.renew_analysis import RenewAnalysis
from services.ingest.domain.brief import (
    MAX_ENTRY_CHARS,
    MAX_JOB_ROLE_CHARS,
    MAX_QUESTION_CHARS,
    MOST_ENTRIES,
    Brief,
)
from services.ingest.domain.submission import ANALYSES

_Entry = Annotated[str, Field(min_length=1, max_length=MAX_ENTRY_CHARS)]
_Name = Annotated[str, Field(max_length=40)]


class AnalysisQuery(Query):
    """Which analysis."""

    version: WholeNumber | None = Field(default=None, ge=1, description="Unset: the newest.")


class PronunciationQuery(AnalysisQuery):
    """Which analysis, and how its phonemes are written."""

    alphabet: Alphabet = Field(
        default="arpabet",
        description="`arpabet`: as in Azure's default, SAPI (`h eh l ow`), with `ah` for `ax`; or `ipa`.",
    )


class RenewalBody(Body):
    """What is to be made anew. All of it is optional: nothing given means everything, as it was sent."""

    analyses: list[_Name] = Field(
        default=[], max_length=len(ANALYSES), description=f"Some of {', '.join(ANALYSES)}; the others stay."
    )
    question: str = Field(default="", max_length=MAX_QUESTION_CHARS)
    job_role: str = Field(default="", max_length=MAX_JOB_ROLE_CHARS)
    skills: list[_Entry] = Field(default=[], max_length=MOST_ENTRIES)
    key_points: list[_Entry] = Field(default=[], max_length=MOST_ENTRIES)

    def renewal(self) -> Renewal:
        brief = Brief(self.question, self.job_role, tuple(self.skills), tuple(self.key_points))
        return Renewal(tuple(self.analyses), brief)


class PromisedVersion(View):
    """The version that is being made."""

    version: int


class MeasureChangeView(View):
    name: str
    label: str
    part: str
    unit: str
    before: float | None = None
    after: float | None = None
    verdict: str = Field(description="`better`, `worse`, `changed`, `within_noise` or `not_comparable`.")
    reason: str = Field(description="Why it is not comparable.")
    noise: float | None = Field(default=None, description="The least difference that counts.")


class ComparisonView(View):
    """Every measure of both takes, in the order of presentation."""

    changes: list[MeasureChangeView]


class AnalysesDoor:
    """The handlers; their docstrings are the API's documentation."""

    def __init__(self, results: ReadResults, renew: RenewAnalysis, compare: CompareRecordings) -> None:
        self._results = results
        self._renew = renew
        self._compare = compare

    def get_recording_analysis(self, call: Call, recording_id: UUID, query: AnalysisQuery) -> Response:
        """Read the analysis

        Every measure with its unit, band, version and the places to listen to. 404 until there is one.
        """
        return self.analysis(call.user.tenant_id, recording_id, query)

    def analysis(self, tenant_id: UUID, recording_id: UUID, query: AnalysisQuery) -> Response:
        """The answer, for whoever was found to be allowed to read it."""
        return _json(self._results.analysis(tenant_id, recording_id, query.version or 0))

    def get_recording_pronunciation(
        self, call: Call, recording_id: UUID, query: PronunciationQuery
    ) -> Response:
        """Read the pronunciation as Azure names it

        The pronunciation of the analysis in the names and units of Azure's Pronunciation Assessment. What is
        not certain is no `ErrorType`: it is in `Feedback`, with its confidence. 404 `no_pronunciation` with
        the reason where it was not measured, as for free speech.
        """
        found = self._results.pronunciation(call.user.tenant_id, recording_id, query.version or 0)
        answer = pronunciation_answer(PronunciationView.model_validate(found), query.alphabet)
        return _json(answer.model_dump(by_alias=True))

    def renew_recording_analysis(self, call: Call, recording_id: UUID, body: RenewalBody) -> Reply | Response:
        """Analyse a recording anew

        Makes a new version with today's measures: of some analyses, the others staying as they are, or of
        all; against another question if you like. 202 with the version to come; with `Prefer: wait=N` the
        answer waits for it. 409 while another one is being made.
        """
        wait_s = call.wait_s or 0
        with call.hold_slot() if wait_s else nullcontext():
            made = self._renew(call.user.tenant_id, recording_id, body.renewal(), wait_s)
        applied = preference_applied(wait_s) if wait_s else {}
        if made.analysis is not None:
            response = _json(made.analysis)
            response.headers.update(applied)
            return response
        place = f"/v1/recordings/{recording_id}/analysis?version={made.version}"
        return Reply(PromisedVersion(version=made.version), 202, {"Location": place, **applied})

    def compare_recordings(self, call: Call, recording_id: UUID, other_id: UUID) -> Response:
        """Compare two takes

        Of one text or question, the earlier first: each measure is better, worse, or within what chance does.
        """
        return _json(self._compare(call.user.tenant_id, recording_id, other_id))


def _json(content: Mapping[str, object]) -> Response:
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    response = Response(body, content_type="application/json")
    response.set_etag(entity_tag(body))
    return response
