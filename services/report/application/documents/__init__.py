"""The report as documents that leave the platform: JSON and Markdown."""
