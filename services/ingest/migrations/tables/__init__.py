"""Tables of areas, each created in a module of its own."""
