"""The tables of each area; a revision creates them."""
