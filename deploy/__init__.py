"""How Rostrum is run: on one machine (`deploy.local`)."""
