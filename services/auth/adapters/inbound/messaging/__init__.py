"""The events that this service acts on."""
