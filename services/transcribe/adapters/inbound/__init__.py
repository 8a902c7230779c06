"""How others reach this service."""
