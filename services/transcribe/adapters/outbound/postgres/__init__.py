"""Jobs and transcripts in the service's own Postgres database."""
