"""What the children of all engines and detectors share, by name: nothing of it is imported here."""

PRELOAD = (
    "services.transcribe.adapters.outbound.recognizers.filler_engine",
    "services.transcribe.adapters.outbound.recognizers.pocketsphinx.engine",
    "services.transcribe.adapters.outbound.recognizers.silero_engine",
)
"""Imported once, by the server that the children are forked from."""
