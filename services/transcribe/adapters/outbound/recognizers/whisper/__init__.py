"""faster-whisper: Whisper's models on this machine's cores, from weights on its disk."""
