"""One platform at a time: one that stands idle takes a tenth of a core from what is tried on another."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TypeVar

Shown = TypeVar("Shown")


class Theatre:
    """`new_folder` makes a folder for a platform of that name."""

    def __init__(self, new_folder: Callable[[str], Path]) -> None:
        self._new_folder = new_folder
        self._folders: dict[str, Path] = {}
        self._shown: dict[str, object] = {}
        self._open = ExitStack()

    def show(self, name: str, opened: Callable[[Path], AbstractContextManager[Shown]]) -> Shown:
        """The platform of that name as it was left: started again if another one has been shown since."""
        if name not in self._shown:
            self.close()
            if name not in self._folders:
                self._folders[name] = self._new_folder(name)
            self._shown[name] = self._open.enter_context(opened(self._folders[name]))
        return self._shown[name]  # type: ignore[return-value]

    def close(self) -> None:
        self._shown.clear()
        self._open.close()
