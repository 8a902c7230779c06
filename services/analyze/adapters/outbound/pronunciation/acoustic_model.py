"""The Gaussian mixtures of PocketSphinx's acoustic model, read from its files and evaluated in numpy.

The recogniser's own scores are relative to the best of the senones that happen to be active, so they can't be
compared between phones. Formats: bin_mdef.h, ms_gauden.c and ptm_mgau.c of PocketSphinx.
"""

import math
import struct
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.phones import PHONES, SILENCE

MODEL = Path(str(distribution("pocketsphinx").locate_file("pocketsphinx/model/en-us")))
STREAMS = 3
STATES = 3
VARIANCE_FLOOR = 1e-4
INTERNAL, BEGIN, END, SINGLE = range(4)
"""Positions of a phone in its word."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


class AcousticModel:
    """Phonetically tied mixtures: a codebook of densities for each phone, weights for each senone."""

    def __init__(self, folder: Path) -> None:
        self.names, self._keys, self._sequences = _read_definition(folder / "mdef")
        self._quadratics, self._codebooks = _read_densities(folder)
        self._weights = _read_weights(folder / "sendump")
        self._bases = np.array([self.names.index(phone) for phone in (*PHONES, SILENCE)])
        """In our order of phones, with silence last."""

    def senones(self, left: str, right: str, position: int) -> Integers:
        """Of each of our phones in this context: the senones of its three states, [phone, state]."""
        before, after = self.names.index(left), self.names.index(right)
        found = np.full(len(PHONES), -1)
        for place in (position, *(p for p in range(4) if p != position)):
            missing = found < 0
            keys = self._key(place, self._bases[:-1], before, after)
            at = np.minimum(np.searchsorted(self._keys[0], keys), len(self._keys[0]) - 1)
            found = np.where(missing & (self._keys[0][at] == keys), self._keys[1][at], found)
        context_free = self._sequences[: len(self.names)][self._bases[:-1]]
        return np.asarray(np.where(found[:, None] >= 0, self._sequences[found], context_free), np.int64)

    def _key(self, position: int, base: Integers, left: int, right: int) -> Integers:
        return _key(position, base, left, right, len(self.names))

    def densities(self, frames: Floats) -> "Densities":
        """`frames` are [frame, 39]: cepstra without their mean, first and second differences."""
        streams = frames.reshape(len(frames), STREAMS, -1).transpose(1, 0, 2)
        ones = np.ones((*streams.shape[:2], 1), np.float32)
        terms = np.concatenate([streams * streams, streams, ones], axis=2)
        logs = terms @ self._quadratics  # [stream, frame, codebook * density]
        logs = logs.reshape(STREAMS, len(frames), self._codebooks, -1)
        top = logs.max(axis=3)
        return Densities(self, np.exp(logs - top[..., None]), top)

    def context_free(self, densities: "Densities") -> Floats:
        """The log likelihood of each of our phones, silence last, in its best state: [frame, phone]."""
        by_state = [
            densities.of(self._sequences[self._bases][:, state], self._bases) for state in range(STATES)
        ]
        return np.asarray(np.max(by_state, axis=0), np.float32)

    def in_context(self, densities: "Densities", senones: Integers) -> Floats:
        """The log likelihood of one senone of each phone: [frame, phone]."""
        return densities.of(senones, self._bases[:-1])

    def weights(self, senones: Integers) -> Floats:
        return self._weights[senones]


class Densities:
    """What the codebooks make of some frames: exponentials relative to each codebook's best."""

    def __init__(self, model: AcousticModel, relative: Floats, top: Floats) -> None:
        self._model = model
        self._relative = relative
        self._top = top

    def part(self, first: int, last: int) -> "Densities":
        return Densities(self._model, self._relative[:, first:last], self._top[:, first:last])

    def of(self, senones: Integers, codebooks: Integers) -> Floats:
        weights = self._model.weights(senones)  # [phone, stream, density]
        sums = np.einsum("sfcd,csd->sfc", self._relative[:, :, codebooks], weights, optimize=False)
        return np.asarray((np.log(sums + 1e-30) + self._top[:, :, codebooks]).sum(axis=0), np.float32)


@cache
def acoustic_model() -> AcousticModel:
    """This process's model; loading takes 0.1 s and 15 MB."""
    return AcousticModel(MODEL / "en-us")


def _key(
    position: int | Integers, base: Integers, left: int | Integers, right: int | Integers, n: int
) -> Integers:
    return ((np.asarray(position, np.int64) * n + base) * n + left) * n + right


def _read_definition(path: Path) -> tuple[tuple[str, ...], tuple[Integers, Integers], Integers]:
    """Names of phones; keys of triphones in order with their senone sequences' numbers; the sequences.

    The first rows of the sequences are the context-free phones'.
    """
    data = path.read_bytes()
    assert data[:4] == b"BMDF"
    at = 12 + struct.unpack_from("<i", data, 8)[0]
    phones, entries, states, _, _, _, sequences, _, nodes, _ = struct.unpack_from("<10i", data, at)
    at += 40
    begin, names = at, []
    for _ in range(phones):
        end = data.index(0, at)
        names.append(data[at:end].decode())
        at = end + 1
    at = begin + (at - begin + 3 & ~3) + 8 * nodes
    entry = np.dtype([("sequence", "<i4"), ("transitions", "<i4"), ("position", "u1"), ("context", "u1", 3)])
    table = np.frombuffer(data, entry, entries, at)
    at += entry.itemsize * entries + 4
    senones = np.frombuffer(data, "<u2", sequences * states, at).reshape(sequences, states).astype(np.int64)
    triphones = table[phones:]
    context = triphones["context"].astype(np.int64)
    keys = _key(triphones["position"].astype(np.int64), context[:, 0], context[:, 1], context[:, 2], phones)
    order = np.argsort(keys, kind="stable")
    numbers = triphones["sequence"].astype(np.int64)[order] + phones
    own = senones[table["sequence"][:phones].astype(np.int64)]
    return tuple(names), (keys[order], numbers), np.concatenate([own, senones])


def _read_densities(folder: Path) -> tuple[Floats, int]:
    """The log densities as quadratics in (x * x, x, 1): [stream, term, codebook * density]."""
    means, variances = _read_gaussians(folder / "means"), _read_gaussians(folder / "variances")
    variances = np.maximum(variances, VARIANCE_FLOOR)
    squares, linear = -0.5 / variances, means / variances
    constant = -0.5 * (means * means / variances + np.log(2 * math.pi * variances)).sum(
        axis=-1, keepdims=True
    )
    terms = np.concatenate([squares, linear, constant], axis=-1)  # [codebook, stream, density, term]
    ordered = terms.transpose(1, 3, 0, 2)
    return np.ascontiguousarray(ordered.reshape(*ordered.shape[:2], -1), np.float32), len(means)


def _read_gaussians(path: Path) -> NDArray[np.float64]:
    """[codebook, stream, density, dimension]"""
    data = path.read_bytes()
    at = data.index(b"endhdr\n") + len(b"endhdr\n") + 4
    codebooks, streams, densities = struct.unpack_from("<3i", data, at)
    lengths = struct.unpack_from(f"<{streams}i", data, at + 12)
    at += 12 + 4 * streams + 4
    assert streams == STREAMS
    assert len(set(lengths)) == 1
    shape = (codebooks, streams, densities, lengths[0])
    return np.frombuffer(data, "<f4", math.prod(shape), at).reshape(shape).astype(np.float64)


def _read_weights(path: Path) -> Floats:
    """Mixture weights as probabilities: [senone, stream, density]."""
    data = path.read_bytes()
    at = 0
    for _ in range(2):  # title, header
        at += 4 + struct.unpack_from("<i", data, at)[0]
    while (size := struct.unpack_from("<i", data, at)[0]) != 0:
        at += 4 + size
    densities, senones = struct.unpack_from("<2i", data, at + 4)
    at += 12
    steps = np.frombuffer(data, "u1", STREAMS * densities * senones, at).reshape(STREAMS, densities, senones)
    step = -1024 * math.log(1.0001)
    return np.ascontiguousarray(np.exp(step * steps.transpose(2, 0, 1)), np.float32)
