"""What asks something of analyze."""
