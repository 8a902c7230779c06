"""The subscriber that docs/events.md shows works as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from deploy.local.platform import LocalPlatform
from tests.builders.audio_files import wav
from tests.builders.people import Person

PAGE = Path(__file__).resolve().parents[2] / "docs/events.md"


def example() -> str:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_example_prints_each_report_as_it_is_made(
    platform: LocalPlatform, anna: Person, tmp_path: Path
) -> None:
    script = tmp_path / "subscriber.py"
    script.write_text(example())
    user, password = platform.subscriber
    environment = os.environ | {"NATS_URL": platform.nats_url, "NATS_USER": user, "NATS_PASSWORD": password}
    recording_id = anna.http.post(
        "/v1/recordings", content=wav(1.5), headers={"Content-Type": "audio/wav"}
    ).json()["id"]
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        try:
            seen = next(line for line in run.stdout if recording_id in line)
        finally:
            run.terminate()
    assert len(seen.split()) == 2
