"""What this service tells and removes on the message broker."""
