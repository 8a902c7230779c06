"""Where analyze meets the world."""
