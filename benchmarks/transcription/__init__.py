"""Transcription on this machine: speed against the engine alone, scale, memory, kills, fillers.

`make bench-transcribe` measures them all, `make bench-transcribe BARS=scale` one.
"""
