"""A tus client that says exactly what it is told to say."""

from base64 import b64encode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.web_door import TOKEN

TYPE = "application/offset+octet-stream"


class Tus:
    def __init__(self, client: FlaskClient, token: str = TOKEN) -> None:
        self.client = client
        self._always = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        return self._always | more

    def create(self, length: int | None = None, data: bytes | None = None, **headers: str) -> TestResponse:
        told = _named(headers) | ({} if length is None else {"Upload-Length": str(length)})
        return self.client.post("/v1/uploads", data=data, headers=self.headers(told))

    def append(self, place: str, offset: int, data: bytes, **headers: str) -> TestResponse:
        told = {"Content-Type": TYPE, "Upload-Offset": str(offset)} | _named(headers)
        return self.client.patch(place, data=data, headers=self.headers(told))

    def find(self, place: str) -> TestResponse:
        return self.client.head(place, headers=self._always)

    def abandon(self, place: str) -> TestResponse:
        return self.client.delete(place, headers=self._always)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self._always)


def metadata(**fields: str) -> str:
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in fields.items())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
