"""Speed, scale and memory of the whole platform on this machine. `make bench` runs them all."""
