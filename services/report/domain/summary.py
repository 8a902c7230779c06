"""The summary: a headline, up to three strengths and the one thing to change."""

from collections.abc import Iterable, Mapping, Sequence

from services.report.domain.analysis import Analysis, Measure
from services.report.domain.evidence import Finding, findings
from services.report.domain.report import Change, Strength, Summary
from services.report.domain.sources import Quality
from services.report.domain.wording import in_sentence, listed, shown_ideal, shown_value

MOST_STRENGTHS = 3
MOST_SPANS = 3

THEME_ORDER = ("pauses", "pace", "fillers", "variation", "melody", "flow", "repetitions")
"""What to change first between equal scores: pauses inside clauses weigh most on how fluent speech is
heard (Kahng 2018), then pace; see docs/metrics.md."""

ADVICE: Mapping[tuple[str, str], str] = {
    ("pace", "high"): "Slow down: finish the sentence, breathe, then begin the next one.",
    ("pace", "low"): "Pick up the pace: know how your next sentence begins before this one ends.",
    (
        "pace_in_band_share",
        "low",
    ): "Keep to your pace: say the marked places again, more evenly.",
    ("variation", "low"): "Mark the two sentences that matter most, and say them at half the pace.",
    ("variation", "high"): "Even out your pace: mark where you rush, and pause before those passages.",
    (
        "melody",
        "low",
    ): "Let your pitch move: go up for the word that matters, and come down at the full stop.",
    ("melody", "high"): "Calm your pitch: keep the wide swings for the one word that matters in a sentence.",
    ("pauses", "low"): "Pause more: half a second at each full stop, and longer before your key point.",
    ("pauses", "high"): "Shorten the long pauses: know how the next sentence begins before you stop.",
    (
        "pause_placement",
        "low",
    ): "Pause where a thought ends: mark those places, and breathe there.",
    ("flow", "low"): "Speak in longer stretches: say one whole thought before you stop.",
    ("flow", "high"): "Leave room: let the listener catch up at the end of each thought.",
    ("fillers", "high"): "Let a short silence stand where a filler would come: close your mouth and breathe.",
    ("repetitions", "high"): "Start a sentence once: when you lose the thread, pause and go on from there.",
}
"""By measure or by theme, and by the side of the ideal range; the measure's own advice is preferred."""

THEME_NOUNS: Mapping[str, str] = {
    "variation": "pace variation",
    "melody": "pitch variation",
    "flow": "fluency",
}
"""What the headline calls a theme, where that is not the theme's own name."""

RATES = frozenset({"pause_rate", "speech_rate_sps", "phonation_time_ratio", "possible_fillers_per_min"})
"""Measures that need nothing but 10 s of speech: where one of them is too short, everything is."""

NO_SPEECH = "No speech was found in this recording."
TOO_SHORT = "There is too little speech to judge: most measures need 10 s of it, and some 30 s."
TOO_LITTLE = "There was not enough evidence to say what to keep or what to change."


def summarise(analysis: Analysis, quality: Quality) -> Summary:
    """Chooses what to say first. The rules:

    - Only findings of `evidence.findings` count: enough data, judged, and nothing "possible".
    - The change is the lowest score below 80; a measure outside its range but without a score comes after
      all of those. Between equals THEME_ORDER decides, then the order of presentation.
    - Where nothing is that weak, what is outside its ideal range is offered as a refinement, in milder
      words. Where everything is ideal there is no change: none is made up.
    - Strengths are the highest scores from 80 on, in their ideal range where one is defined; one per theme,
      never of the theme that is to change, three at most.
    - No speech, and too little evidence, are said instead of guessed around.
    """
    if not analysis.has_speech:
        return Summary(NO_SPEECH, (), None)
    if is_too_short(analysis):
        return Summary(TOO_SHORT, (), None)
    found = findings(analysis, quality)
    weakest = _lowest(f for f in found if f.is_weakness)
    chosen = weakest or _lowest(f for f in found if f.direction)
    strongest = _strongest(found, without=chosen.theme if chosen else "")
    headline = _headline(strongest, chosen, is_mild=weakest is None)
    change = _change(chosen) if chosen else None
    return Summary(headline, tuple(_strength(f.measure) for f in strongest), change)


def is_too_short(analysis: Analysis) -> bool:
    """A few seconds of speech: what can be measured is shown, and neither praised nor criticised."""
    return any(measure.name in RATES and measure.reason == "too_short" for measure in analysis.measures)


def _lowest(found: Iterable[Finding]) -> Finding | None:
    return min(found, key=_weakness, default=None)


def _weakness(finding: Finding) -> tuple[bool, float, int]:
    score = finding.measure.score
    return (score is None, score or 0.0, _rank(finding.theme))


def _rank(theme: str) -> int:
    return THEME_ORDER.index(theme) if theme in THEME_ORDER else len(THEME_ORDER)


def _strongest(found: Iterable[Finding], *, without: str) -> list[Finding]:
    good = [f for f in found if f.is_strength and f.theme != without]
    best: dict[str, Finding] = {}
    for finding in sorted(good, key=_strength_order):
        best.setdefault(finding.theme, finding)
    return list(best.values())[:MOST_STRENGTHS]


def _strength_order(finding: Finding) -> tuple[bool, float, int]:
    score = finding.measure.score
    return (score is None, -(score or 0.0), _rank(finding.theme))


def _strength(measure: Measure) -> Strength:
    return Strength(measure.name, measure.label, measure.explanation or _fact(measure))


def _change(finding: Finding) -> Change:
    measure = finding.measure
    side = finding.direction
    advice = ADVICE.get((measure.name, side)) or ADVICE.get((finding.theme, side)) or _generic_advice(measure)
    text = measure.explanation or _fact(measure)
    return Change(measure.name, measure.label, text, advice, measure.spans[:MOST_SPANS])


def _generic_advice(measure: Measure) -> str:
    ideal = shown_ideal(measure)
    target = f" towards {ideal}" if ideal else ""
    return f"Work on your {in_sentence(measure.label)}: bring it{target} one recording at a time."


def _fact(measure: Measure) -> str:
    ideal = shown_ideal(measure)
    return f"{measure.label}: {shown_value(measure)}" + (f" (ideal {ideal})." if ideal else ".")


def _headline(strengths: Sequence[Finding], change: Finding | None, *, is_mild: bool) -> str:
    good = listed([_noun(f) for f in strengths])
    if change is None:
        return f"You do well on {good}; nothing that was measured asks for a change." if good else TOO_LITTLE
    if is_mild:
        refined = f"to get even better, work on your {_noun(change)}."
        return f"You do well on {good}; {refined}" if good else refined.capitalize()
    if good:
        return f"You do well on {good}; the one thing to work on: your {_noun(change)}."
    return f"The one thing to work on first: your {_noun(change)}."


def _noun(finding: Finding) -> str:
    return THEME_NOUNS.get(finding.theme, finding.theme.replace("_", " "))
