"""The events that report acts on."""
