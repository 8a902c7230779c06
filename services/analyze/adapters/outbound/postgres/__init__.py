"""Jobs and analyses in PostgreSQL."""
