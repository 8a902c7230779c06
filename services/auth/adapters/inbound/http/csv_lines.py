"""Lines of CSV that a spreadsheet may open."""

import csv
import io
from collections.abc import Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Sequence[object]) -> str:
    """None is an empty cell; true and false are written as in JSON."""
    written = io.StringIO()
    csv.writer(written).writerow([_written(cell) for cell in cells])
    return written.getvalue()


def _written(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else harmless(str(cell))


def harmless(cell: str) -> str:
    """A spreadsheet would run what a client called itself."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
