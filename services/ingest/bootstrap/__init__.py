"""Composition root: from settings to the use cases and to the components of a process."""
