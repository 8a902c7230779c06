"""What transcribing means: plain Python, no I/O."""
