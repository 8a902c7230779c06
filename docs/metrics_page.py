"""docs/metrics.md, written from the definitions that the analyses use."""

from collections.abc import Iterator

from services.analyze.adapters.outbound.standards.profile_file import read_profiles
from services.analyze.domain.definitions import MEASURES, Metric
from services.analyze.domain.definitions.pace_measures import SYLLABLES_PER_WORD
from services.analyze.domain.measure import REASONS, MeasureDefinition
from services.analyze.domain.parts import PARTS
from services.analyze.domain.scales import Scale


def metrics_tables() -> str:
    """Everything between the marks of the page."""
    sections = [_profiles(), *(_part(part) for part in PARTS), _reasons()]
    return "\n".join(sections)


def _part(part: str) -> str:
    definitions = [definition for definition in MEASURES.values() if definition.part == part]
    return f"## Analysis `{part}`\n\n" + "\n".join(_measure(definition) for definition in definitions)


def _measure(definition: MeasureDefinition) -> str:
    lines = [
        f"### `{definition.name}`: {definition.label}",
        "",
        definition.meaning,
        "",
        f"- Unit: {definition.unit}. Version {definition.version}. Needs {definition.evidence}. "
        f"Confidence {definition.confidence:g} in a good recording.",
        f"- Source: {definition.source}.",
        *_bands(definition),
        "",
    ]
    return "\n".join(lines)


def _bands(definition: MeasureDefinition) -> Iterator[str]:
    if definition.scale is None:
        yield "- No band and no score."
        return
    if definition.english_bands:
        yield "- Bands hold for English only."
    scales = Metric.of(definition, read_profiles()).scales
    if len(set(scales.values())) == 1:
        scale = next(iter(scales.values()))
        yield f"- Bands: {_pieces(scale)}. {_curve(scale)}"
        return
    yield "- By profile:"
    yield ""
    yield "| profile | bands | score |"
    yield "|---|---|---|"
    for name, scale in scales.items():
        yield f"| {name} | {_pieces(scale)} | {_curve(scale)} |"


def _pieces(scale: Scale) -> str:
    edges = [f"{edge:.4g}" for edge in scale.edges]
    texts = [f"`{scale.bands[0]}` below {edges[0]}"]
    texts += [f"`{band}` from {edge}" for band, edge in zip(scale.bands[1:], edges, strict=True)]
    return ", ".join(texts)


def _curve(scale: Scale) -> str:
    if not scale.curve:
        return "Not scored."
    return "Score " + ", ".join(f"{score:g} at {value:.4g}" for value, score in scale.curve) + "."


def _profiles() -> str:
    rows = [
        f"| {p.name} | {_range(p.wpm_acceptable)} | {_range(p.wpm_ideal)} | {p.minimum_pause_s:g} | "
        f"{p.long_mid_clause_s:g} / {p.long_boundary_s:g} | {p.fillers_ok:g} / {p.fillers_many:g} | "
        f"{_range(p.pitch_variation_ideal)} |"
        for p in read_profiles().values()
    ]
    head = [
        "## Profiles",
        "",
        "Rates in words per minute, times in seconds, fillers per minute. Syllable rates use "
        f"{SYLLABLES_PER_WORD:g} syllables per word. `ROSTRUM_PROFILES_FILE` changes the numbers.",
        "",
        "| profile | acceptable pace | ideal pace | shortest pause | long pause, within / end of clause "
        "| fillers ok / many | ideal pitch variation |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def _range(limits: tuple[float, float]) -> str:
    return f"{limits[0]:g}-{limits[1]:g}"


def _reasons() -> str:
    rows = [
        f"| `{reason}` | {text.format(evidence='what is named above')} |" for reason, text in REASONS.items()
    ]
    head = ["## Why a measure may be missing", "", "| reason | meaning |", "|---|---|"]
    return "\n".join([*head, *rows, ""])
