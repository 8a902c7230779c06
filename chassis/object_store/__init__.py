"""Durable blobs: a directory by default, any S3 by configuration."""

from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from chassis.object_store.files import FileStore
from chassis.object_store.port import CHUNK_BYTES, FULL, ObjectReader, ObjectStore, StoredObject
from chassis.object_store.room import room_gauge

__all__ = [
    "CHUNK_BYTES",
    "FULL",
    "FileStore",
    "ObjectReader",
    "ObjectStore",
    "ObjectStoreSettings",
    "StoredObject",
    "from_settings",
    "room_gauge",
]


class ObjectStoreSettings(Protocol):
    """What of a service's settings says where its objects are: `file:///dir` or `s3://bucket`."""

    @property
    def object_store(self) -> str: ...

    @property
    def s3_endpoint(self) -> str | None: ...

    @property
    def s3_access_key(self) -> SecretStr | None: ...

    @property
    def s3_secret_key(self) -> SecretStr | None: ...


def from_settings(settings: ObjectStoreSettings) -> ObjectStore:
    """The configured store; S3's client is loaded only where it is used."""
    scheme, _, place = settings.object_store.partition("://")
    if scheme == "file" and place.startswith("/"):
        return FileStore(Path(place))
    if scheme != "s3" or not place:
        raise ValueError("the object store is file:///directory or s3://bucket")
    if not (settings.s3_endpoint and settings.s3_access_key and settings.s3_secret_key):
        raise ValueError("an S3 object store needs an endpoint, an access key and a secret key")
    from chassis.object_store.s3 import S3Store, s3_client

    client = s3_client(
        settings.s3_endpoint,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
    )
    return S3Store(client, place)
