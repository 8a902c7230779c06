"""What can go wrong when speaking."""


class VoiceUnusableError(Exception):
    """The engine is missing, does not work, or does not know the voice."""
