"""Moving from one keeper of master keys to another, such as from a file to a key management service."""

from collections.abc import Mapping

from services.auth.application.ports.sealing import Label, MasterKeys
from services.auth.domain.errors import CannotOpen


class SucceedingMasterKeys:
    """The present keeper wraps; what others wrapped, told by the prefix of the key's id, they unwrap."""

    def __init__(self, present: MasterKeys, keepers: Mapping[str, MasterKeys]) -> None:
        self._present = present
        self._keepers = keepers

    def present(self) -> str:
        return self._present.present()

    def wrap(self, data_key: bytes, label: Label) -> tuple[str, bytes]:
        return self._present.wrap(data_key, label)

    def unwrap(self, master_key: str, wrapped_key: bytes, label: Label) -> bytes:
        for prefix, keeper in self._keepers.items():
            if master_key.startswith(prefix):
                return keeper.unwrap(master_key, wrapped_key, label)
        raise CannotOpen("The keeper of a stored secret's master key is not configured here any more.")

    def close(self) -> None:
        for keeper in self._keepers.values():
            keeper.close()
