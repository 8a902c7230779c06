"""Envelope encryption, and where its master keys are."""
