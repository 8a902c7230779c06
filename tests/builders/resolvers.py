"""Names on the internet, as a test wants them."""

from collections.abc import Sequence

PUBLIC = "93.184.215.14"


class Names:
    """A resolver that answers what a test wants, one answer after another, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, left_s: float) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
