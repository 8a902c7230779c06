"""One file for each thing that this service can be asked to do."""
