"""The prepared audio in the object store."""
