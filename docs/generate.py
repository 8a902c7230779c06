"""Write the documentation that follows from the code; with `--check`, fail where the committed pages differ.

`make docs` runs it. Pages: docs/asyncapi.json and the catalogue of docs/events.md (from `protos/`),
docs/configuration.md (from every service's settings), docs/telemetry.md (from the declared metrics),
docs/metrics.md (from the measures' definitions), docs/report.schema.json (from the report document),
docs/problems.md (from the error family and the codes in use), docs/identity/operations.md (from the
declared policies) and docs/hostile-inputs.md (from the catalogue and the tests' marks). The OpenAPI documents
are served by the doors themselves.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "protos"), str(ROOT / "docs")]

import configuration_page  # noqa: E402 - the pages' own modules, found once the path is set
import event_contracts  # noqa: E402 - likewise
import hostile_inputs_page  # noqa: E402 - likewise
import metrics_page  # noqa: E402 - likewise
import operations_page  # noqa: E402 - likewise
import problems_page  # noqa: E402 - likewise
import telemetry_page  # noqa: E402 - likewise

from services.report.application.documents.json_schema import report_schema  # noqa: E402 - likewise


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page with the text that it should have."""
    events = event_contracts.catalogue(event_contracts.read_contracts(ROOT / "protos"))
    yield ROOT / "docs/asyncapi.json", event_contracts.asyncapi(events)
    page = ROOT / "docs/events.md"
    yield page, insert(page.read_text(), "events", event_contracts.event_table(events))
    page = ROOT / "docs/configuration.md"
    yield page, insert(page.read_text(), "settings", configuration_page.settings_tables())
    page = ROOT / "docs/telemetry.md"
    yield page, insert(page.read_text(), "telemetry", telemetry_page.metrics_table(ROOT))
    page = ROOT / "docs/problems.md"
    yield page, insert(page.read_text(), "problems", problems_page.problems_table(ROOT))
    yield ROOT / "docs/report.schema.json", report_schema()
    page = ROOT / "docs/identity/operations.md"
    yield page, insert(page.read_text(), "operations", operations_page.operations_tables())
    page = ROOT / "docs/hostile-inputs.md"
    yield page, insert(page.read_text(), "hostile-inputs", hostile_inputs_page.hostile_inputs_table(ROOT))
    page = ROOT / "docs/metrics.md"
    yield page, insert(page.read_text(), "metrics", metrics_page.metrics_tables())


def insert(page: str, name: str, text: str) -> str:
    """The page with the text between its `<!-- name -->` marks replaced."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    replaced, count = re.subn(pattern, lambda mark: mark[1] + text + mark[2], page, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"the page needs exactly one pair of <!-- {name} --> marks")
    return replaced


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare with the committed pages")
    check = parser.parse_args().check
    stale = [(path, text) for path, text in pages() if not path.exists() or path.read_text() != text]
    for path, text in stale:
        if check:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date; run `make docs`\n")
        else:
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
