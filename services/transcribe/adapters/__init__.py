"""Between the core and the outside."""
