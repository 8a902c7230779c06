"""Engines: each runs in child processes and hands over the core's own words."""
