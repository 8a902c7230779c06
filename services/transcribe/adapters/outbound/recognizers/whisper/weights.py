"""Weights on disk: a folder of models, one folder each, as `make models` leaves them."""

from pathlib import Path

_NEEDED = ("model.bin", "config.json", "tokenizer.json")


def models_in(folder: Path | None) -> list[str]:
    """The models whose weights are whole, by name."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if is_whole(entry))


def is_whole(model: Path) -> bool:
    return all((model / name).is_file() for name in _NEEDED)


def is_multilingual(model: str) -> bool:
    """Whisper's English-only models are called so."""
    return not model.endswith(".en")
