"""Providers of speech and text models, as far as their keys go."""
