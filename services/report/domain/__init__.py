"""What a report is, and the rules by which it is composed: plain Python, no I/O."""
