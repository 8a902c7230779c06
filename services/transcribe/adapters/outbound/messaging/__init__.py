"""Facts of this service as events, and progress for whoever watches."""
