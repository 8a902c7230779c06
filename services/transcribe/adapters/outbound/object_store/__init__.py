"""Prepared audio in the object store."""
