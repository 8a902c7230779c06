"""Pages of lists whose items are in the order of their ids."""

from uuid import UUID

from chassis.errors import InvalidInput
from chassis.web import Cursors


class Pages:
    """Cursors that hold the id where a page ended."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def after(self, scope: str, cursor: str | None) -> UUID | None:
        """Raises InvalidInput for a cursor of another list."""
        if cursor is None:
            return None
        try:
            return UUID(str(self._cursors.decode(scope, cursor).get("after")))
        except ValueError:
            raise InvalidInput("The cursor is not one of this list.", code="invalid_cursor") from None

    def cursor(self, scope: str, after: UUID | None) -> str | None:
        return self._cursors.encode(scope, {"after": str(after)}) if after else None
