"""The three servers of the local platform, each described as a `Program` to run."""
