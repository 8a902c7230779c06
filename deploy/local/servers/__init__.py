"""The three servers of the local platform, each described as a `Program` to run in a data folder of its own."""
