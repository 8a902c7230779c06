"""What the plain recogniser's transcript of a sentence would score: 100 x (1 - word error rate)."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import jiwer
import numpy as np
from pocketsphinx import Decoder

from training.corpus import Sentence

EVERY = 16
"""Free recognition takes half the time of the audio: one sentence of each speaker must do."""


def naive_scores(sentences: Sequence[Sentence], cache: Path) -> Mapping[str, float]:
    """Of every so many sentences, by their ids; kept, since hearing takes minutes."""
    path = cache / "naive.json"
    kept: dict[str, float] = json.loads(path.read_text()) if path.exists() else {}
    wanted = [sentence for sentence in sentences[::EVERY] if sentence.id not in kept]
    decoder = Decoder(loglevel="FATAL") if wanted else None
    for sentence in wanted:
        kept[sentence.id] = _score(decoder, sentence)
    if wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept))
        sys.stderr.write(f"recognised {len(wanted)} sentences\n")
    return kept


def _score(decoder: Decoder, sentence: Sentence) -> float:
    samples = np.asarray(sentence.samples() * 32_767, "<i2")
    decoder.start_stream()
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    heard = decoder.hyp().hypstr if decoder.hyp() else ""
    return max(0.0, 100 * (1 - float(jiwer.wer(sentence.text.lower(), heard or "nothing"))))
