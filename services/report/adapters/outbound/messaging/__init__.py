"""What the service announces."""
