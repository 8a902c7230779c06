"""What transcribe, ingest and auth are asked."""
