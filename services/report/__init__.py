"""Everything that goes out: one report per recording, as JSON and as Markdown."""
