"""The OpenAPI document is true, and its page needs nobody else."""

import re

import pytest
from flask.testing import FlaskClient

from tests.builders.web_door import ThingDoor, build


@pytest.fixture
def client() -> FlaskClient:
    return build(ThingDoor()).test_client()


def test_the_document_describes_every_operation(client: FlaskClient) -> None:
    document = client.get("/v1/openapi.json").json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    create = document["paths"]["/v1/things"]["post"]
    assert create["operationId"] == "create_thing"
    assert create["summary"] == "Make a thing."
    assert create["security"] == [{"access_token": []}]
    assert {"201", "400", "401", "409", "413", "415", "422", "429", "default"} == set(create["responses"])
    assert create["parameters"][0]["name"] == "Idempotency-Key"
    body = create["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert document["components"]["schemas"][body.rsplit("/", 1)[1]]["additionalProperties"] is False


def test_every_reference_has_a_target(client: FlaskClient) -> None:
    response = client.get("/v1/openapi.json")
    assert response.json is not None
    schemas = response.json["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/(\w+)", response.text)) <= set(schemas)


def test_the_page_loads_only_what_is_served_here(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in page.headers["Content-Security-Policy"]
    assert "http" not in page.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert client.get(address).status_code == 200
    assert client.get("/docs/../openapi.py").status_code == 404
