"""Lines of CSV that a spreadsheet may open."""

import csv
import io
from collections.abc import Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Sequence[object]) -> str:
    """None is an empty cell."""
    written = io.StringIO()
    csv.writer(written).writerow(["" if cell is None else harmless(str(cell)) for cell in cells])
    return written.getvalue()


def harmless(cell: str) -> str:
    """A spreadsheet would run what a client called itself."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
