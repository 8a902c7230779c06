"""What the engines behind an API do and cost, for operators."""

from prometheus_client import Counter

PIECES = Counter(
    "rostrum_transcribe_engine_pieces_total",
    "Pieces for engines behind an API; outcome is heard, busy, nonsense, refused or lost.",
    ["engine", "model", "outcome"],
)
AUDIO = Counter(
    "rostrum_transcribe_engine_audio_seconds_total",
    "Audio that engines behind an API recognised.",
    ["engine", "model"],
)
COST = Counter(
    "rostrum_transcribe_engine_cost_usd_total",
    "What they cost by the prices of ROSTRUM_ENGINE_PRICES, US dollars.",
    ["engine", "model"],
)
