"""What analyze asks of others."""
