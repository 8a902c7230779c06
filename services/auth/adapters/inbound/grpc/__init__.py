"""The gRPC door, for other services."""
