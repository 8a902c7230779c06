"""What can go wrong while the platform starts, told with the cause and the fix."""


class LocalPlatformError(Exception):
    """The platform cannot run; the message is for the person at the terminal."""

    def __init__(self, cause: str, fix: str = "") -> None:
        super().__init__(f"{cause}\n  fix: {fix}" if fix else cause)
        self.cause = cause
        self.fix = fix


class AlreadyRunning(LocalPlatformError):
    """Another launcher holds the data folder."""
