"""What the service hands to the decoding child.

The service itself never loads PyAV: it reads untrusted bytes, and its wheel carries GPL libraries, so it
stays in a process of its own. Only the name of this function crosses to the child.
"""

from pathlib import Path

from services.ingest.domain.containers import Container
from services.ingest.domain.submission import Trim


def decode_file(source: Path, target: Path, container: Container, longest_s: float, trim: Trim) -> float:
    """Decode in this process; returns the seconds of audio. See `decoding.decode`."""
    from services.ingest.adapters.outbound.media.decoding import decode

    return decode(source, target, container, longest_s, trim)
