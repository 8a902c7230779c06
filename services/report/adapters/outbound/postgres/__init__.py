"""The service's database; the only place with SQL."""
