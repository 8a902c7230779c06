"""`make bench-transcribe`: measure the bars of transcription, print tables, keep the figures as JSON."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.figures import RESULTS, Figure, table, write
from benchmarks.transcription import scale as scaling
from benchmarks.transcription.fillers import fillers
from benchmarks.transcription.plot import write_plot
from benchmarks.transcription.speed import long_speech, short_speech

Results = dict[str, list[Figure]]
Bar = Callable[[Path, argparse.Namespace], Results]
PLOT = "transcription-scale.svg"


def main() -> int:
    options = _options()
    results: Results = {}
    for name in options.bars:
        sys.stdout.write(f"measuring {name} ...\n")
        with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
            measured = BARS[name](Path(folder), options)
        for title, figures in measured.items():
            sys.stdout.write("\n" + table(title, figures) + "\n")
        results |= measured
    sys.stdout.write(f"kept in {write(results)}\n")
    return 1 if any(figure.met is False for figures in results.values() for figure in figures) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-transcribe", description=__doc__)
    parser.add_argument("--bars", type=_names, default=list(BARS), help=f"some of {','.join(BARS)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the speech for `speed`")
    parser.add_argument("--slots", type=_numbers, default=[1, 4, 16, 64], help="numbers of slots for `scale`")
    parser.add_argument("--hours", type=float, default=3.0, help="length of the long recording for `scale`")
    parser.add_argument("--recordings", type=int, default=500, help="number of the short ones for `scale`")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = set(names) - set(BARS)
    if unknown:
        raise argparse.ArgumentTypeError(
            f"there is no {', '.join(sorted(unknown))}; there are {', '.join(BARS)}"
        )
    return names


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _speed(folder: Path, options: argparse.Namespace) -> Results:
    return long_speech(folder, options.minutes)


def _short(folder: Path, _: argparse.Namespace) -> Results:
    return short_speech(folder)


def _scale(folder: Path, options: argparse.Namespace) -> Results:
    load = scaling.Load(options.slots, options.hours, options.recordings)
    measured = scaling.scale(folder, load)
    RESULTS.mkdir(exist_ok=True)
    bars = list(scaling.EFFICIENCY_BARS.items())
    sys.stdout.write(f"plotted in {write_plot(measured.lines, bars, RESULTS / PLOT)}\n")
    return {"Scale with an engine that sleeps": measured.figures, "Memory of a worker": measured.memory}


def _kills(folder: Path, _: argparse.Namespace) -> Results:
    return {"Workers killed in the middle of their pieces": scaling.kills(folder)}


def _fillers(folder: Path, _: argparse.Namespace) -> Results:
    return fillers(folder)


BARS: Mapping[str, Bar] = {
    "fillers": _fillers,
    "short": _short,
    "speed": _speed,
    "kills": _kills,
    "scale": _scale,
}


if __name__ == "__main__":
    sys.exit(main())
