"""Speech engines: what each can do, and which one a recording gets.

The rule of choice, in this order:

1. An engine that the request names comes first; should it fail, the others follow as if none were named.
2. Where a text is read, the engines that take the text in come first: their words follow it (0 % word errors
   on native reading, 25.6 % without).
3. Otherwise the engines whose words for free speech may be shown come first, in the configured order (local
   weights before remote services, unless the configuration says otherwise); the others follow, because words
   of low quality, marked as such, are better than none.

Only engines that are at hand (installed, with key or weights), know the language and can do the task
(translation, speakers) take part.

Where the language is to be detected, the engine that is chosen so detects it, or has only one to offer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.transcribe.domain.problems import (
    EngineNotAtHand,
    NoEngineForTask,
    UnknownEngine,
    UnsupportedLanguage,
    primary_language,
)

AUTO = "auto"
"""A recording's language where its client does not know it."""
UNDETERMINED = "und"
"""BCP 47 for a language that nobody could tell."""


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do. Limits are those of one request; None means that there is none."""

    word_times: bool
    verbatim: bool
    """Writes hesitations and repetitions as they were spoken."""
    speakers: bool
    languages: tuple[str, ...]
    """Primary subtags, such as "en"; empty means any."""
    streaming: bool
    translates: bool
    """Into English."""
    detects_language: bool
    calibrated_confidence: bool
    follows_free_speech: bool
    """Its words for speech without a known text may be shown as what was said."""
    takes_reference: bool
    """Favours the words of a text that is read."""
    remote: bool = False
    """Waits for another machine rather than keeping a core of this one busy."""
    takes_whole: bool = False
    """Wants a recording in one request, up to its limits, rather than cut into pieces."""
    longest_s: float | None = None
    largest_bytes: int | None = None

    @property
    def only_language(self) -> str:
        """Empty where there are several."""
        return self.languages[0] if len(self.languages) == 1 else ""

    @property
    def needs_no_language(self) -> bool:
        """It detects the language, or does not ask."""
        return self.detects_language or len(self.languages) <= 1

    def knows(self, tag: str) -> bool:
        """`tag` is of BCP 47; nobody knows the language of what is none."""
        language = primary_language(tag)
        return bool(language) and (not self.languages or language in self.languages)


@dataclass(frozen=True)
class EngineWish:
    """What a recording asks of its engine."""

    engine: str = ""
    """Empty leaves the choice to the rule."""
    model: str = ""
    language: str = "en"
    """A BCP 47 tag; empty where it is to be detected."""
    reads_text: bool = False
    """There is a reference text that is read aloud."""
    translate: bool = False
    speakers: bool = False
    detect: bool = False
    """The language is what is asked for."""

    def is_met_by(self, able: Capabilities) -> bool:
        return self.is_understood_by(able) and self.is_done_by(able)

    def is_understood_by(self, able: Capabilities) -> bool:
        return able.knows(self.language) if self.language else able.needs_no_language

    def is_done_by(self, able: Capabilities) -> bool:
        return (
            (able.translates or not self.translate)
            and (able.speakers or not self.speakers)
            and (able.detects_language or not self.detect)
        )

    def task(self) -> str:
        """What is asked besides writing down words, as a refusal says it."""
        if self.detect:
            return "tell languages"
        return "translate speech" if self.translate else "tell speakers apart"


@dataclass(frozen=True)
class SpokenLanguage:
    """What an engine heard."""

    language: str
    """Primary subtag."""
    confidence: float
    """0 to 1; 0 where the engine does not tell."""


@dataclass(frozen=True)
class EngineDescription:
    """What users are told of an engine."""

    name: str
    models: tuple[str, ...]
    """The first is the one that is taken when none is asked for; empty where the engine can't say now."""
    capabilities: Capabilities
    missing: str = ""
    """What it lacks to be used here, and where to put it."""
    preferred: bool = False
    own_key: bool = False
    """Whether a key of the tenant's own pays for it."""

    @property
    def available(self) -> bool:
        return not self.missing


def order_of_choice(wish: EngineWish, known: Sequence[EngineDescription]) -> list[str]:
    """The names of the engines to try, best first, never none; `known` is in the configured order.

    Raises `UnknownEngine`, `EngineNotAtHand`, `UnsupportedLanguage` and `NoEngineForTask`.
    """
    at_hand = [engine for engine in known if engine.available]
    asked = [_asked(wish.engine, known)] if wish.engine else []
    _check_able(wish, asked or at_hand)
    others = [engine for engine in at_hand if engine not in asked]
    able = asked + sorted(
        (engine for engine in others if wish.is_met_by(engine.capabilities)),
        key=lambda engine: not _fits(engine, wish),
    )
    return [engine.name for engine in able]


def _asked(name: str, known: Sequence[EngineDescription]) -> EngineDescription:
    engine = next((engine for engine in known if engine.name == name), None)
    if engine is None:
        raise UnknownEngine(name, [engine.name for engine in known])
    if not engine.available:
        raise EngineNotAtHand(engine.name, engine.missing)
    return engine


def _check_able(wish: EngineWish, candidates: Sequence[EngineDescription]) -> None:
    """Tells what is in the way where none of them can do what is asked."""
    knowing = [engine for engine in candidates if wish.is_understood_by(engine.capabilities)]
    if not knowing:
        languages = {language for engine in candidates for language in engine.capabilities.languages}
        raise UnsupportedLanguage(wish.language or AUTO, sorted(languages))
    if not any(wish.is_done_by(engine.capabilities) for engine in knowing):
        raise NoEngineForTask(wish.task(), [engine.name for engine in candidates])


def _fits(engine: EngineDescription, wish: EngineWish) -> bool:
    able = engine.capabilities
    return able.takes_reference if wish.reads_text else able.follows_free_speech
