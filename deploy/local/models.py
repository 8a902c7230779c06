"""Weights for faster-whisper, fetched from the Hugging Face hub."""

import shutil
from pathlib import Path

from deploy.local.faults import LocalPlatformError
from deploy.local.terminal import Progress
from services.transcribe.adapters.outbound.recognizers.whisper.weights import is_whole

_PUBLISHER = "Systran/faster-whisper-"
_FILES = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*")
_KNOWN = "tiny.en, base.en, small.en, medium.en, tiny, base, small, medium, large-v3"


def fetch(model: str, folder: Path) -> int:
    """`model` is a size of Whisper, or owner/name of weights for faster-whisper. Whole or not at all."""
    repository = model if "/" in model else _PUBLISHER + model
    target = folder / repository.rpartition("/")[2].removeprefix("faster-whisper-")
    progress = Progress(f"Fetching {repository} into {target}")
    if is_whole(target):
        progress.done("It is there already.")
        return 0
    partial = folder / f".{target.name}.partial"
    _download(repository, partial)
    if not is_whole(partial):
        raise LocalPlatformError(
            f"{repository} holds no weights for faster-whisper", f"MODEL is one of {_KNOWN}"
        )
    shutil.rmtree(partial / ".cache", ignore_errors=True)
    partial.rename(target)
    progress.done(f"Whisper's {target.name} is at hand: make up and make demo find it.")
    return 0


def _download(repository: str, folder: Path) -> None:
    """What has come stays where a download breaks off; the next one goes on from there."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError
    except ImportError:
        raise LocalPlatformError(
            "faster-whisper is not installed", "pip install 'rostrum[whisper]'"
        ) from None
    from httpx import HTTPError

    try:
        snapshot_download(repository, local_dir=folder, allow_patterns=list(_FILES))
    except (HFValidationError, HfHubHTTPError) as error:
        cause = f"the hub has no {repository}: {str(error).splitlines()[0]}"
        raise LocalPlatformError(cause, f"MODEL is one of {_KNOWN}, or owner/name") from error
    except (OSError, HTTPError) as error:
        cause = f"{repository} can't be fetched: {error}"
        fix = "check the network, or name another hub as HF_ENDPOINT; engines that need no weights go on"
        raise LocalPlatformError(cause, fix) from error
