"""Everywhere on a running platform where an access token opens a door."""

import httpx

from chassis.clock import new_id
from deploy.local.platform import LocalPlatform
from tests.builders.people import Person
from tests.builders.rpc_doors import RpcDoors, about

READS = {"auth": "/v1/users/me", "ingest": "/v1/recordings"}
METHODS = {
    "ingest": "/rostrum.ingest.v1.IngestService/GetRecording",
    "transcribe": "/rostrum.transcribe.v1.TranscribeService/GetTranscript",
    "analyze": "/rostrum.analyze.v1.AnalyzeService/GetAnalysis",
    "report": "/rostrum.report.v1.ReportService/ExportReport",
}


def open_to(platform: LocalPlatform, person: Person) -> set[str]:
    """The doors, over HTTP and of gRPC, that the person's access token still opens."""
    token = person.http.headers["Authorization"]
    over_http = {name for name, path in READS.items() if _reads(platform, path, token)}
    return over_http | {f"{service} rpc" for service in METHODS if _calls(platform, person, service, token)}


def _reads(platform: LocalPlatform, path: str, token: str) -> bool:
    status = httpx.get(f"{platform.url}{path}", headers={"Authorization": token}, timeout=30).status_code
    assert status in (200, 401, 503)
    return status == 200


def _calls(platform: LocalPlatform, person: Person, service: str, token: str) -> bool:
    """No recording has this id: whoever is let in learns so."""
    method, doors = METHODS[service], RpcDoors(platform)
    entry = doors.peer(service, method), ("rostrum-tenant", person.tenant_id), ("authorization", token)
    outcome = doors.call(service, method, *entry, request=about(str(new_id())))
    return outcome.reason != "invalid_token"
