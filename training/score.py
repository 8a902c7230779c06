"""Score a recording in which a text is read: `python -m training.score AUDIO "the text"` prints JSON.

The audio is WAV or FLAC of one channel at 16 kHz. From Python:
`services.analyze.adapters.outbound.pronunciation.reader.read_file(Path(audio), text)`.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from services.analyze.adapters.outbound.pronunciation.reader import read_file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", type=Path)
    parser.add_argument("text")
    arguments = parser.parse_args()
    found = read_file(arguments.audio, arguments.text)
    if found is None:
        sys.stderr.write("error: the text can't be laid on the sound\n")
        return 1
    sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
