"""How many words were said."""

from services.analyze.domain.alignment import MAX_TOKENS, Chunk, align
from services.analyze.domain.material import Material
from services.analyze.domain.miscues import LONG_RUN
from services.analyze.domain.placement import heard_tokens
from services.analyze.domain.wording import reference_tokens

READ = "read"


def count_words(material: Material) -> int:
    """Where a text was read, its words: what is heard otherwise is the recogniser's error, but for runs."""
    words = [word for word in material.transcript.words if not word.is_filler]
    reference, heard = reference_tokens(material.reference_text), heard_tokens(words)
    sizes = (len(reference), len(heard))
    if material.transcript.reference_status != READ or not 0 < min(sizes) <= max(sizes) <= MAX_TOKENS:
        return len(words)
    chunks = align([token.text for token in reference], [token.text for token in heard]).chunks
    return sum(_said(chunk) for chunk in chunks)


def _said(chunk: Chunk) -> int:
    if chunk.kind == "delete" and len(chunk.reference) >= LONG_RUN:
        return 0
    if chunk.kind == "insert":
        return len(chunk.heard) if len(chunk.heard) >= LONG_RUN else 0
    return len(chunk.reference)
