"""One business action a file; the docstrings are the rules."""
