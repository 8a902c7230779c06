"""analyze: what the speech shows, from the audio and, where it may be relied on, the transcript."""
