"""The event catalogue, read from the protobuf contracts: an AsyncAPI 3 document and a Markdown table.

An event is a message in an `events.proto` whose comment starts with its CloudEvents type. The comment,
the message and its fields are the one description; nothing is written twice.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

SERVICES = ("auth", "ingest", "transcribe", "analyze", "report")
_MESSAGE_TYPE = 4  # field number of message_type in FileDescriptorProto, for source paths
_MESSAGE_FIELD = 2  # field number of field in DescriptorProto
_TYPES: dict[int, dict[str, object]] = {
    FieldDescriptorProto.TYPE_STRING: {"type": "string"},
    FieldDescriptorProto.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptorProto.TYPE_INT32: {"type": "integer"},
    # The JSON mapping of protobuf writes 64-bit integers as strings.
    FieldDescriptorProto.TYPE_INT64: {"type": "string", "pattern": "^-?[0-9]+$"},
    FieldDescriptorProto.TYPE_DOUBLE: {"type": "number"},
}


@dataclass(frozen=True)
class Event:
    """One event as a subscriber meets it."""

    type: str
    message: str
    description: str
    schema: dict[str, object]

    @property
    def subject(self) -> str:
        """Where it is published; the last token is the tenant's id."""
        return "evt." + self.type.removeprefix("dev.rostrum.") + ".{tenant_id}"


def read_contracts(protos: Path) -> FileDescriptorSet:
    """Compile the contracts with their comments."""
    files = sorted(str(path.relative_to(protos)) for path in protos.glob("rostrum/*/v1/events.proto"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events.binpb"
        command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{protos}", f"--descriptor_set_out={out}"]
        subprocess.run([*command, "--include_source_info", "--include_imports", *files], check=True)  # noqa: S603
        return FileDescriptorSet.FromString(out.read_bytes())


def catalogue(contracts: FileDescriptorSet) -> list[Event]:
    """Every event, in the order of the services and of the files."""
    messages = {
        f".{file.package}.{message.name}": message for file in contracts.file for message in file.message_type
    }
    by_service = {
        file.package.split(".")[1]: file for file in contracts.file if file.name.endswith("events.proto")
    }
    return [event for service in SERVICES for event in _events(by_service[service], messages)]


def _events(file: FileDescriptorProto, messages: dict[str, DescriptorProto]) -> Iterator[Event]:
    comments = _comments(file)
    for number, message in enumerate(file.message_type):
        head, _, rest = comments.get((_MESSAGE_TYPE, number), "").partition(":")
        if head.startswith("dev.rostrum."):
            described = {
                position: comments.get((_MESSAGE_TYPE, number, _MESSAGE_FIELD, position), "")
                for position in range(len(message.field))
            }
            schema = _schema(message, messages, described)
            yield Event(head.strip(), f"{file.package}.{message.name}", rest.strip(), schema)


def _comments(file: FileDescriptorProto) -> dict[tuple[int, ...], str]:
    return {
        tuple(place.path): " ".join(place.leading_comments.split())
        for place in file.source_code_info.location
        if place.leading_comments
    }


def _schema(
    message: DescriptorProto, messages: dict[str, DescriptorProto], comments: dict[int, str]
) -> dict[str, object]:
    properties: dict[str, object] = {}
    for position, field in enumerate(message.field):
        schema = _field_schema(field, messages)
        if comment := comments.get(position):
            schema = {**schema, "description": comment}
        properties[field.name] = schema
    return {"type": "object", "properties": properties}


def _field_schema(field: FieldDescriptorProto, messages: dict[str, DescriptorProto]) -> dict[str, object]:
    schema: dict[str, object]
    if field.type_name == ".google.protobuf.Timestamp":
        schema = {"type": "string", "format": "date-time"}
    elif field.type == FieldDescriptorProto.TYPE_MESSAGE:
        schema = _schema(messages[field.type_name], messages, {})
    else:
        schema = dict(_TYPES[field.type])
    if field.label == FieldDescriptorProto.LABEL_REPEATED:
        return {"type": "array", "items": schema}
    return schema


def asyncapi(events: list[Event]) -> str:
    """The AsyncAPI 3.0 document, as JSON."""
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Rostrum events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0, binary mode, on NATS JetStream (stream EVENTS).",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "{host}",
                "protocol": "nats",
                "security": [{"$ref": "#/components/securitySchemes/subscriber"}],
                "variables": {"host": {"default": "127.0.0.1:4222", "description": "`make up` prints it."}},
            }
        },
        "channels": {event.message: _channel(event) for event in events},
        "operations": {
            f"receive.{event.message}": {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{event.message}"},
                "summary": event.type,
            }
            for event in events
        },
        "components": {
            "securitySchemes": {
                "subscriber": {"type": "userPassword", "description": "Reads everything, publishes nothing."}
            },
            "messageTraits": {"cloudevent": {"headers": _CLOUDEVENT_HEADERS}},
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _channel(event: Event) -> dict[str, object]:
    message = {
        "name": event.type,
        "contentType": "application/json",
        "summary": _sentence(event),
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": event.schema,
    }
    return {
        "address": event.subject,
        "messages": {"event": message},
        "parameters": {"tenant_id": {"description": "The tenant that owns the data."}},
    }


_CLOUDEVENT_HEADERS = {
    "type": "object",
    "required": ["ce-id", "ce-source", "ce-specversion", "ce-type", "ce-tenantid"],
    "properties": {
        "ce-id": {
            "type": "string",
            "format": "uuid",
            "description": "Deduplicate by it.",
        },
        "ce-source": {"type": "string", "examples": ["rostrum/ingest"]},
        "ce-specversion": {"const": "1.0"},
        "ce-type": {"type": "string"},
        "ce-subject": {"type": "string", "description": "The id of what the event is about."},
        "ce-time": {"type": "string", "format": "date-time"},
        "ce-datacontenttype": {"const": "application/json"},
        "ce-tenantid": {"type": "string", "format": "uuid"},
        "ce-userid": {"type": "string", "format": "uuid", "description": "Who acted, where someone did."},
        "ce-traceparent": {"type": "string", "description": "W3C trace context, as CloudEvents has it."},
        "traceparent": {"type": "string", "description": "The same, as W3C has it."},
        "Nats-Msg-Id": {"type": "string", "format": "uuid", "description": "The same as ce-id."},
    },
}


def event_table(events: list[Event]) -> str:
    """The Markdown table of docs/events.md."""
    rows = ["| type | what happened | data |", "|---|---|---|"]
    for event in events:
        properties = event.schema["properties"]
        assert isinstance(properties, dict)
        fields = ", ".join(f"`{name}`" for name in properties)
        rows.append(f"| `{event.type.removeprefix('dev.rostrum.')}` | {_sentence(event)} | {fields} |")
    return "\n".join(rows) + "\n"


def _sentence(event: Event) -> str:
    _, entity, action, _ = event.type.removeprefix("dev.rostrum.").split(".")
    text = event.description or f"{entity.replace('_', ' ')} {action}"
    return text[0].upper() + text[1:].rstrip(".") + "."
