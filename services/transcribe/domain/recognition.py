"""What engines made of a recording's pieces, and which of them had a part in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.transcribe.domain.audio import Span
from services.transcribe.domain.transcript import Engine, EngineUse, HeardPiece


@dataclass(frozen=True)
class RecognizedPiece:
    """One piece's words and where they come from."""

    span: Span
    heard: HeardPiece
    engine: Engine
    follows_free_speech: bool
    """Whether the engine's words of free speech may be shown as what was said."""
    language: str = ""
    """As the engine heard it, or as it was told; empty where neither is known."""
    cost_usd: float = 0.0
    prompt_version: int = 0


def engines_used(pieces: Sequence[RecognizedPiece]) -> tuple[EngineUse, ...]:
    """Each engine with its share, the one that recognised most first."""
    uses: dict[tuple[Engine, int], EngineUse] = {}
    for piece in pieces:
        engine = replace(piece.engine, biased=False)
        use = uses.get((engine, piece.prompt_version), EngineUse(engine, prompt_version=piece.prompt_version))
        uses[(engine, piece.prompt_version)] = replace(
            use, audio_s=use.audio_s + piece.span.duration_s, cost_usd=use.cost_usd + piece.cost_usd
        )
    return tuple(sorted(uses.values(), key=lambda use: -use.audio_s))


def language_heard(pieces: Sequence[RecognizedPiece]) -> str:
    """The language of most of the audio; empty where it is not known of any piece."""
    spoken: dict[str, float] = {}
    for piece in pieces:
        if piece.language:
            spoken[piece.language] = spoken.get(piece.language, 0.0) + piece.span.duration_s
    return max(spoken, key=lambda language: spoken[language], default="")
