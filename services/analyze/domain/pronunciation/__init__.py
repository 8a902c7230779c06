"""How the words of a text that was read were pronounced: phones, words and sentences with their scores."""
