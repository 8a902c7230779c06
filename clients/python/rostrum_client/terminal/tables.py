"""Lists as tables."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from rostrum_client.terminal.wording import safe


def listed(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A column for each name; what servers and people wrote is shown as it is."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold underline")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    return table
