"""What the use cases need, as this platform has it."""
