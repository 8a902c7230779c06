"""A process with components of chosen behaviour, run by tests as `python -m tests.builders.sample_process`.

Its arguments are `name:behaviour` pairs. What happens is told on stdout, one line each; logs go to stderr.
"""

import sys
import threading
import time

import structlog

from chassis.health import AdminServer
from chassis.lifecycle import Component, Resource, run_process
from chassis.observability import setup, span
from chassis.settings import ServiceSettings, load


class Sample:
    """Behaviours: ok, dies (after the start), fails (to start), hangs or raises (on stop), down."""

    def __init__(self, name: str, behaviour: str) -> None:
        self.name = name
        self._behaviour = behaviour

    def start(self) -> None:
        if self._behaviour == "fails":
            raise RuntimeError("canary password=hunter2")
        tell("start", self.name)

    def stop(self, deadline_s: float) -> None:
        tell("stop", self.name)
        if self._behaviour == "hangs":
            time.sleep(60)
        if self._behaviour == "raises":
            raise RuntimeError("stop failed")

    def alive(self) -> bool:
        return self._behaviour != "dies"

    def ready(self) -> bool:
        if self._behaviour == "down":
            raise ConnectionError("dependency is down")
        return True


class Announced(AdminServer):
    """Tells the test its port, and when the process takes work."""

    def announce(self, *, serving: bool) -> None:
        super().announce(serving=serving)
        tell("serving" if serving else "not-serving", str(self.port))


def tell(event: str, name: str) -> None:
    sys.stdout.write(f"{event} {name}\n")
    sys.stdout.flush()


def log_everything() -> None:
    """One of each: an event, an exception with a secret in a local variable, a thread that dies."""
    logger = structlog.stdlib.get_logger("sample")
    logger.info("said", api_key="canary", text="line\nbreak \x1b[31mred", url="postgres://u:canary@h/d")
    secret_in_a_local = "canary"
    try:
        raise ValueError(f"{len(secret_in_a_local)} letters")
    except ValueError:
        logger.exception("caught")
    thread = threading.Thread(target=int, args=("not a number",), name="worker")
    thread.start()
    thread.join()


def main(arguments: list[str]) -> int:
    telemetry = setup("sample", "test", load(ServiceSettings))
    if arguments == ["log"]:
        with span("logging"):
            log_everything()
        telemetry.shutdown()
        return 0
    components = [Sample(*argument.split(":")) for argument in arguments]
    resource = Resource("resource", ping=str, close=lambda: tell("close", "resource"))
    parts: list[Component] = [resource, *components]
    code = run_process(parts, admin=Announced(0, parts), grace_s=2.0, settle=lambda: tell("settle", "all"))
    telemetry.shutdown()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
