"""The whole platform on one machine: real servers from wheels, our services as processes."""
