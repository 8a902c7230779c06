"""What the service hands to the encoding child: like decoding, PyAV stays in a process of its own."""

from pathlib import Path


def encode_file(source: Path, target: Path, kind: str, tempo: float) -> None:
    """Encode in this process. See `encoding.encode`."""
    from services.ingest.adapters.outbound.media.encoding import encode

    encode(source, target, kind, tempo)
