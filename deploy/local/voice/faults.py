"""What can go wrong when speaking."""


class VoiceUnusableError(Exception):
    """The engine does not work, or does not know the voice."""


class VoiceMissingError(Exception):
    """There is no engine."""
