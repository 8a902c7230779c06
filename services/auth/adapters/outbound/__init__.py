"""What the service uses."""
