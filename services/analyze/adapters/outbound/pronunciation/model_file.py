"""The learned judges in a file of plain arrays: no code is ever loaded from it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.judges import SCALES, Blend, Judges
from services.analyze.domain.pronunciation.learned import Network, Trees
from services.analyze.domain.pronunciation.spelling import Spelling

MODEL_FILE = Path(__file__).parent / "model.npz"
"""Made by `make model`; MODEL_CARD.md beside it says from what, how, and how good it is."""

Arrays = dict[str, NDArray[Any]]
_TREE_ARRAYS = ("roots", "feature", "threshold", "left", "right", "value")


def save_judges(judges: Judges, path: Path) -> None:
    arrays: Arrays = {}
    for number, network in enumerate(judges.frames):
        _put_network(arrays, f"frames/{number}", network)
    _put_blend(arrays, "phones", judges.phones)
    _put_blend(arrays, "words", judges.words)
    for name, blend in judges.sentences.items():
        _put_blend(arrays, f"sentences/{name}", blend)
    sounds = [f"{key} {' '.join(sound)}" for key, sound in judges.spelling.sounds.items()]
    arrays["spelling"] = np.frombuffer("\n".join(sounds).encode(), np.uint8)
    arrays["mispronounced_below"] = np.array(judges.mispronounced_below)
    arrays["doubtful_below"] = np.array(judges.doubtful_below)
    np.savez_compressed(path, allow_pickle=False, **arrays)


@cache
def judges() -> Judges:
    """This process's judges; loading takes 0.1 s and 10 MB."""
    return load_judges(MODEL_FILE)


def load_judges(path: Path) -> Judges:
    with np.load(path, allow_pickle=False) as stored:
        arrays: Arrays = dict(stored)
    lines = (line.split() for line in arrays["spelling"].tobytes().decode().split("\n"))
    return Judges(
        frames=_members(arrays, "frames", _network),
        phones=_blend(arrays, "phones"),
        words=_blend(arrays, "words"),
        sentences={name: _blend(arrays, f"sentences/{name}") for name in SCALES},
        spelling=Spelling({key: tuple(sound) for key, *sound in lines}),
        mispronounced_below=float(arrays["mispronounced_below"]),
        doubtful_below=float(arrays["doubtful_below"]),
    )


def _put_blend(arrays: Arrays, name: str, blend: Blend) -> None:
    for number, (weight, member) in enumerate(blend.members):
        prefix = f"{name}/{number}"
        arrays[f"{prefix}/weight"] = np.array(weight)
        if isinstance(member, Trees):
            for field in (*_TREE_ARRAYS, "baseline", "depth"):
                arrays[f"{prefix}/{field}"] = np.asarray(getattr(member, field))
        else:
            _put_network(arrays, prefix, member)


def _put_network(arrays: Arrays, prefix: str, network: Network) -> None:
    arrays[f"{prefix}/mean"], arrays[f"{prefix}/scale"] = network.mean, network.scale
    for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        arrays[f"{prefix}/{layer}/w"], arrays[f"{prefix}/{layer}/b"] = weight, bias


def _blend(arrays: Arrays, name: str) -> Blend:
    return Blend(_members(arrays, name, lambda a, prefix: (float(a[f"{prefix}/weight"]), _member(a, prefix))))


def _members(arrays: Arrays, name: str, read: Callable[[Arrays, str], Any]) -> tuple[Any, ...]:
    numbers = {int(key.split("/")[name.count("/") + 1]) for key in arrays if key.startswith(f"{name}/")}
    return tuple(read(arrays, f"{name}/{number}") for number in sorted(numbers))


def _member(arrays: Arrays, prefix: str) -> Trees | Network:
    if f"{prefix}/roots" not in arrays:
        return _network(arrays, prefix)
    parts = {field: arrays[f"{prefix}/{field}"] for field in _TREE_ARRAYS}
    return Trees(**parts, baseline=float(arrays[f"{prefix}/baseline"]), depth=int(arrays[f"{prefix}/depth"]))


def _network(arrays: Arrays, prefix: str) -> Network:
    layers = sorted(
        int(key.split("/")[-2]) for key in arrays if key.startswith(prefix) and key.endswith("/w")
    )
    return Network(
        mean=arrays[f"{prefix}/mean"],
        scale=arrays[f"{prefix}/scale"],
        weights=tuple(arrays[f"{prefix}/{layer}/w"] for layer in layers),
        biases=tuple(arrays[f"{prefix}/{layer}/b"] for layer in layers),
    )
