"""Pronunciation of read text: PocketSphinx aligns, its acoustic model and ours judge."""
