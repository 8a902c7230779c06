"""The Python client of Rostrum, the open speech-feedback platform."""

from rostrum_client.client import RostrumClient
from rostrum_client.documents import Progress, Recording, RecordingPage, User
from rostrum_client.report_document import Report
from rostrum_client.shares import Coach, Share, SharedRecording
from rostrum_client.tokens import FileTokens, MemoryTokens, Tokens, TokenStore
from rostrum_client.transcripts import Hit, Transcripts, WordEdit
from rostrum_client.transport import Retries

__all__ = [
    "Coach",
    "FileTokens",
    "Hit",
    "MemoryTokens",
    "Progress",
    "Recording",
    "RecordingPage",
    "Report",
    "Retries",
    "RostrumClient",
    "Share",
    "SharedRecording",
    "TokenStore",
    "Tokens",
    "Transcripts",
    "User",
    "WordEdit",
]
