"""Everything that comes in: recordings, their uploads, and the state of the work on them."""
