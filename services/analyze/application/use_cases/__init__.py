"""One use case, one file; each docstring states the business rules."""
