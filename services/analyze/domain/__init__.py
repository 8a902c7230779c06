"""The measures and how they are found: plain Python and numpy, no I/O."""
