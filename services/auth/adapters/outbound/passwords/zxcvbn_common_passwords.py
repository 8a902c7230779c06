"""The passwords that leaks show most often, as the zxcvbn package (MIT) brings them."""

from functools import cached_property

from services.auth.domain.password import MIN_BYTES


class ZxcvbnCommonPasswords:
    """11,600 of the 30,000 in the list are long enough to be chosen here. Loaded when first asked."""

    def __contains__(self, text: object) -> bool:
        return text in self._common

    @cached_property
    def _common(self) -> frozenset[str]:
        from zxcvbn.frequency_lists import FREQUENCY_LISTS

        return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= MIN_BYTES)
