"""Text models behind an API."""
