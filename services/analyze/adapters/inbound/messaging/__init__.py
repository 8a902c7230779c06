"""The events that analyze acts on."""
