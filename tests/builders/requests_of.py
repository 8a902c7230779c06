"""Requests that an OpenAPI document describes: the smallest that are well formed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from docs.operations_page import operations, scope_of

_PARAMETER = re.compile(r"{(\w+)}")
_TOLD = ("Tus-", "Upload-Offset")
"""Headers without which a request is refused before anybody looks for what it is about."""


@dataclass(frozen=True)
class Described:
    """One operation of a document."""

    method: str
    path: str
    policy: str
    scope: str | None
    statuses: frozenset[str]
    content: Mapping[str, Any] = field(repr=False)
    parameters: tuple[Mapping[str, Any], ...] = field(repr=False)
    schemas: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def path_parameters(self) -> list[str]:
        return _PARAMETER.findall(self.path)

    @property
    def safe(self) -> bool:
        return self.method in {"GET", "HEAD", "OPTIONS"}

    def about(self, ids: Mapping[str, str]) -> str:
        """The path with these ids in it, and fresh ones where there is none."""
        return _PARAMETER.sub(lambda name: ids.get(name[1], str(uuid4())), self.path)

    def sent(self) -> dict[str, Any]:
        """Arguments for httpx: required parameters and a body, as small as they may be."""
        query = [one for one in self.parameters if one["in"] == "query" and one["required"]]
        told = [one for one in self.parameters if one["in"] == "header" and one["name"].startswith(_TOLD)]
        headers = {one["name"]: str(one["schema"]["examples"][0]) for one in told}
        arguments: dict[str, Any] = {"params": {one["name"]: self._value(one["schema"]) for one in query}}
        if "application/json" in self.content:
            arguments["json"] = self._value(self.content["application/json"]["schema"])
        elif self.content:
            media_type = next(iter(self.content)).replace("*", "wav")
            arguments["content"] = b"x"
            headers["Content-Type"] = media_type
        return arguments | {"headers": headers}

    def _value(self, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        if "$ref" in schema:
            return self._value(self.schemas[schema["$ref"].rpartition("/")[2]])
        for chosen in ("const", "default"):
            if chosen in schema:
                return schema[chosen]
        for several in ("enum", "examples"):
            if schema.get(several):
                return schema[several][0]
        if schema.get("anyOf"):
            return self._value(schema["anyOf"][0])
        return self._of_type(schema)

    def _of_type(self, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        match schema.get("type"):
            case "object":
                required = schema.get("required", ())
                return {name: self._value(schema["properties"][name]) for name in required}
            case "array":
                return [self._value(schema["items"])] if schema.get("minItems") else []
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
            case _:
                return str(uuid4()) if schema.get("format") == "uuid" else "x" * schema.get("minLength", 8)


def described_in(document: Mapping[str, Any]) -> list[Described]:
    return [
        Described(
            method,
            path,
            operation["x-policy"],
            scope_of(operation),
            frozenset(operation["responses"]),
            operation.get("requestBody", {}).get("content", {}),
            tuple(operation["parameters"]),
            document["components"]["schemas"],
        )
        for method, path, operation in operations(document)
    ]
