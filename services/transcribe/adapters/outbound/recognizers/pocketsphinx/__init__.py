"""PocketSphinx: the embedded engine, in worker processes; best where the text is known."""
