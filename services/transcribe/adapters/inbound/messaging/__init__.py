"""Events that make this service work."""
