"""Speech to text: a prepared recording becomes a transcript with word times and a quality grade."""
