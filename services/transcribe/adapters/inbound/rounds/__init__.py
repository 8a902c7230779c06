"""What is done again and again: releasing pieces, and telling that a worker lives."""
