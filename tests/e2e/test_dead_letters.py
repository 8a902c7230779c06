"""`make dead-letters` on a running platform."""

import subprocess

from deploy.local.environment import python, python_environment
from deploy.local.platform import LocalPlatform


def test_dead_letters_are_listed_from_the_running_platform(platform: LocalPlatform) -> None:
    result = subprocess.run(
        python("-m", "deploy.local", "dead-letters", "--data", str(platform.folder.path)),
        env=python_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "dead letters" in result.stdout.splitlines()[-1]
