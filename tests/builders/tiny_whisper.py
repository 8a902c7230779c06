"""Weights of an English whisper that is whole in every part and hears one sentence in all sounds.

Its layers pass on what comes in; the word that comes next follows from the last one alone. So the real engine
loads and runs it, and what it will say is known.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec
from ctranslate2.specs.model_spec import LayerSpec
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

SAYS = "Good morning, and thank you."
LANGUAGES = 99
TEXT_TOKENS = 50_256
TIMESTAMPS = 1501
WIDTH = 64
MELS = 80
AUDIO_POSITIONS = 1500
TEXT_POSITIONS = 448
WORD_POSITIONS = 16
WORD_S = 0.32
FIRST_WORD = 2
"""The direction of the sentence's first word; those before are the start's."""
SURE = 40.0
"""So large that the next word is never in doubt."""


def write_tiny_whisper(folder: Path, says: str = SAYS, name: str = "tiny.en") -> Path:
    """As `make models` leaves a model."""
    words = says.split()
    tokens = _tokens(words)
    model = folder / name
    model.mkdir(parents=True)
    spec = _spec(tokens, words)
    spec.register_vocabulary(tokens)
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.save(str(model))
    config = model / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"suppress_ids_begin": []}))
    _tokenizer(tokens).save(str(model / "tokenizer.json"))
    return model


def _tokens(words: list[str]) -> list[str]:
    """In the order of the real ones."""
    text = [f"Ġ{word}" for word in words]
    text += [f"Ġother{number}" for number in range(TEXT_TOKENS - len(words))]
    languages = [f"<|language{number}|>" for number in range(LANGUAGES)]
    special = ["<|endoftext|>", "<|startoftranscript|>", *languages, "<|translate|>", "<|transcribe|>"]
    special += ["<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    return text + special + [f"<|{number * 0.02:.2f}|>" for number in range(TIMESTAMPS)]


def _spec(tokens: list[str], words: list[str]) -> WhisperSpec:
    spec = WhisperSpec(1, 1, 1, 1)
    spec.encoder.position_encodings.encodings = _moments(len(words))
    for conv, size in ((spec.encoder.conv1, MELS), (spec.encoder.conv2, WIDTH)):
        conv.weight, conv.bias = _zeros(WIDTH, size, 3), _zeros(WIDTH)
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        _pass_on(layer)
    for part in (spec.encoder, spec.decoder):
        _normalise(part.layer_norm)
    spec.decoder.position_encodings.encodings = _zeros(TEXT_POSITIONS, WIDTH)
    spec.decoder.embeddings.weight, spec.decoder.projection.weight = _chain(tokens, words)
    return spec


def _chain(tokens: list[str], words: list[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Each token of the sentence has a direction of its own, in which the next one lies."""
    said = ["<|0.00|>", *(f"Ġ{word}" for word in words), f"<|{len(words) * WORD_S:.2f}|>", "<|endoftext|>"]
    steps = [*pairwise(["<|startoftranscript|>", *said]), ("<|notimestamps|>", said[1])]
    known = {token: number for number, token in enumerate(tokens)}
    inward, outward = _zeros(len(tokens), WIDTH), _zeros(len(tokens), WIDTH)
    for direction, (token, following) in enumerate(steps):
        inward[known[token], direction] = 1.0
        outward[known[following], direction] = SURE
    return inward, outward


def _moments(words: int) -> NDArray[np.float32]:
    """Each word of the sentence is found in its own third of a second of the sound."""
    moments = _zeros(AUDIO_POSITIONS, WIDTH)
    for position in range(AUDIO_POSITIONS):
        moments[position, FIRST_WORD + min(position // WORD_POSITIONS, words)] = 1.0
    return moments


def _pass_on(layer: LayerSpec) -> None:
    """Nothing is added to what comes in."""
    layer.self_attention.linear[0].weight = _zeros(3 * WIDTH, WIDTH)
    layer.self_attention.linear[0].bias = _zeros(3 * WIDTH)
    attentions = [layer.self_attention]
    if hasattr(layer, "attention"):
        same = np.eye(WIDTH, dtype=np.float32)
        layer.attention.linear[0].weight, layer.attention.linear[0].bias = same * 2, _zeros(WIDTH)
        layer.attention.linear[1].weight = np.concatenate((same, _zeros(WIDTH, WIDTH)))
        layer.attention.linear[1].bias = _zeros(2 * WIDTH)
        attentions.append(layer.attention)
    for attention in attentions:
        _normalise(attention.layer_norm)
        attention.linear[-1].weight, attention.linear[-1].bias = _zeros(WIDTH, WIDTH), _zeros(WIDTH)
    _normalise(layer.ffn.layer_norm)
    for linear in (layer.ffn.linear_0, layer.ffn.linear_1):
        linear.weight, linear.bias = _zeros(WIDTH, WIDTH), _zeros(WIDTH)


def _normalise(norm: LayerSpec) -> None:
    norm.gamma, norm.beta = np.ones(WIDTH, np.float32), _zeros(WIDTH)


def _zeros(*shape: int) -> NDArray[np.float32]:
    return np.zeros(shape, np.float32)


def _tokenizer(tokens: list[str]) -> Tokenizer:
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="Ġother0"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer
