"""Transcripts as documents that other programs read."""
