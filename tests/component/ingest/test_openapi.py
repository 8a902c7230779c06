"""The description that clients are built from."""

import re
from typing import Any

import pytest

from services.ingest.domain.submission import FIELDS, Profile, accept
from tests.builders.ingest_service import IngestService


@pytest.fixture
def document(ingest: IngestService) -> dict[str, Any]:
    return dict(ingest.app.test_client().get("/v1/openapi.json").get_json())


def test_every_operation_is_there_with_its_problems(document: dict[str, Any]) -> None:
    operations = {
        (method.upper(), path): described
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    }
    one = "/v1/recordings/{recording_id}"
    assert set(operations) == {
        ("POST", "/v1/recordings"), ("GET", "/v1/recordings"), ("GET", one), ("DELETE", one),
        ("POST", f"{one}/cancel"), ("GET", f"{one}/events"), ("GET", f"{one}/audio"),
        ("GET", f"{one}/transcript"), ("GET", f"{one}/analysis"), ("GET", f"{one}/report"),
        ("PATCH", f"{one}/transcript"), ("GET", f"{one}/transcript/versions"),
        ("GET", f"{one}/transcript/raw"),
        ("POST", f"{one}/transcript/proofread"), ("GET", "/v1/transcripts"),
        ("GET", "/v1/prompts"), ("POST", "/v1/prompts"),
        ("POST", "/v1/prompts/{kind}/{version}/activate"),
        ("GET", f"{one}/pronunciation"),
        ("POST", f"{one}/analyses"), ("GET", f"{one}/compare/{{other_id}}"), ("GET", "/v1/metrics"),
        ("POST", "/v1/audio/transcriptions"), ("POST", "/v1/audio/translations"),
        ("GET", "/v1/models"), ("GET", "/v1/models/{model_id}"),
        ("POST", "/v1/audio/speech"), ("GET", "/v1/audio/voices"),
        ("POST", "/asr"), ("POST", "/detect-language"),
        ("POST", "/v1/uploads"), ("OPTIONS", "/v1/uploads"), ("HEAD", "/v1/uploads/{upload_id}"),
        ("PATCH", "/v1/uploads/{upload_id}"), ("DELETE", "/v1/uploads/{upload_id}"),
        ("GET", "/v1/users/me/limits"), ("POST", f"{one}/shares"), ("GET", f"{one}/shares"),
        ("POST", "/v1/shares"), ("GET", "/v1/shares"), ("DELETE", "/v1/shares/{share_id}"),
        ("GET", "/v1/shared/learners"), ("GET", "/v1/shared/recordings"),
        *(("GET", f"/v1/shared/recordings/{{recording_id}}{part}")
          for part in ("", "/audio", "/transcript", "/analysis", "/report")),
    }  # fmt: skip
    assert operations.pop(("OPTIONS", "/v1/uploads"))["security"] == []  # what the protocol offers
    for described in operations.values():
        assert described["security"][:2] == [{"access_token": []}, {"session_cookie": []}]
        assert described["summary"]
        assert {"401", "default"} <= set(described["responses"])
    created = operations["POST", "/v1/recordings"]
    assert {"200", "202", "400", "409", "413", "415", "422", "429", "503"} <= set(created["responses"])


def test_an_upload_is_described_as_form_and_as_raw_body(document: dict[str, Any]) -> None:
    created = document["paths"]["/v1/recordings"]["post"]
    content = created["requestBody"]["content"]
    assert {"multipart/form-data", "audio/*", "application/octet-stream"} <= set(content)
    assert {parameter["name"] for parameter in created["parameters"]} == {
        *FIELDS, "Idempotency-Key", "Prefer",
    }  # fmt: skip


def test_the_doors_of_the_trade_are_described_in_their_own_shapes(document: dict[str, Any]) -> None:
    created = document["paths"]["/v1/audio/transcriptions"]["post"]
    assert set(created["requestBody"]["content"]) == {"multipart/form-data"}
    form = document["components"]["schemas"]["TranscriptionForm"]
    assert {"file", "model"} == set(form["required"])
    assert "timestamp_granularities[]" in form["properties"]
    assert "422" not in created["responses"]
    for status in ("400", "401", "413", "429", "503", "default"):
        refusal = created["responses"][status]["content"]["application/json"]["schema"]
        assert refusal["$ref"].endswith("/OpenAiErrorView")
    answers = created["responses"]["200"]["content"]
    assert len(answers["application/json"]["schema"]["anyOf"]) == 3
    assert {"text/plain", "text/vtt", "text/event-stream"} <= set(answers)


def test_every_reference_has_a_target(ingest: IngestService) -> None:
    response = ingest.app.test_client().get("/v1/openapi.json")
    schemas = response.get_json()["components"]["schemas"]
    references = set(re.findall(r'"\$ref": "([^"]+)"', response.text))
    assert references
    assert references <= {f"#/components/schemas/{name}" for name in schemas}


def test_the_form_as_the_page_fills_it_in_is_accepted(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["RecordingForm"]["properties"]
    given = {name: [field["default"]] for name, field in fields.items() if name != "file"}
    assert accept(given) == accept({})
    assert set(fields["profile"]["enum"]) == {"", *Profile}
    assert all(
        field.get("examples", [field.get("default")]) == [field.get("default")] for field in fields.values()
    )


def test_the_recording_has_an_example_that_fits_it(document: dict[str, Any]) -> None:
    import jsonschema

    schema = document["components"]["schemas"]["RecordingView"]
    (example,) = schema["examples"]
    validator = jsonschema.Draft202012Validator(schema | {"components": document["components"]})
    assert list(validator.iter_errors(example)) == []


def test_the_page_to_read_it_on_comes_from_here(ingest: IngestService) -> None:
    page = ingest.app.test_client().get("/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "https://" not in page.get_data(as_text=True)
