"""The OpenAPI document is true, and its page needs nobody else."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.web.documentation import mount
from tests.builders.web_door import DESCRIPTION, ThingDoor, build, operations


@pytest.fixture
def client() -> FlaskClient:
    return build(ThingDoor()).test_client()


def test_the_document_describes_every_operation(client: FlaskClient) -> None:
    document = client.get("/v1/openapi.json").json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    create = document["paths"]["/v1/things"]["post"]
    assert create["operationId"] == "create_thing"
    assert create["summary"] == "Make a thing"
    assert create["security"] == [{"access_token": []}, {"session_cookie": []}]
    statuses = {"201", "400", "401", "403", "409", "413", "415", "422", "429", "default"}
    assert statuses == set(create["responses"])
    assert create["parameters"][0]["name"] == "Idempotency-Key"
    body = create["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert document["components"]["schemas"][body.rsplit("/", 1)[1]]["additionalProperties"] is False


def test_parameters_are_left_out_rather_than_null(client: FlaskClient) -> None:
    document = client.get("/v1/openapi.json").json
    assert document is not None
    limit, cursor = document["paths"]["/v1/things"]["get"]["parameters"]
    assert limit["schema"]["default"] == 20
    assert cursor["description"] == "`next_cursor` of the page before."
    assert cursor["schema"] == {"title": "Cursor", "type": "string", "maxLength": 1024}


def test_every_reference_has_a_target(client: FlaskClient) -> None:
    response = client.get("/v1/openapi.json")
    assert response.json is not None
    schemas = response.json["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/(\w+)", response.text)) <= set(schemas)
    assert "#/$defs/" not in response.text


def test_the_page_loads_only_what_is_served_here(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in page.headers["Content-Security-Policy"]
    assert "http" not in page.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        if address.startswith("data:"):
            continue
        assert client.get(address).status_code == 200
    assert client.get("/docs/../openapi.py").status_code == 404


def test_a_page_of_several_documents_has_what_chooses_among_them() -> None:
    app = Flask(__name__)
    mount(app, replace(DESCRIPTION, siblings={"Others": "/v1/others/openapi.json"}), operations(ThingDoor()))
    client = app.test_client()
    page, start = client.get("/docs").text, client.get("/docs/start.js").text
    assert "swagger-ui-standalone-preset.js" in page  # the plain layout shows none of several documents
    assert client.get("/docs/swagger-ui-standalone-preset.js").status_code == 200
    assert "StandaloneLayout" in start
    assert "SwaggerUIStandalonePreset" in start
    assert "/v1/others/openapi.json" in start


def test_who_opens_the_address_alone_is_led_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/docs")
