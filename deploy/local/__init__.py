"""The whole platform on one machine: real servers from Python wheels, our services as processes, no containers."""
