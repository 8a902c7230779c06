"""The settings of ingest, parsed once; migrations need only the first of them."""

import tempfile
from pathlib import Path

from pydantic import DirectoryPath, Field

from chassis.settings import (
    DatabaseSettings,
    HttpSettings,
    IdentitySettings,
    MessagingSettings,
    ObjectStoreSettings,
    PeerAddress,
    RpcServerSettings,
    ServiceSettings,
    SettingsGroup,
)


class UploadSettings(SettingsGroup):
    """What is accepted from clients."""

    upload_max_bytes: int = Field(default=2 * 1024**3, gt=0, description="Bytes of audio in one upload.")
    upload_deadline_s: float = Field(
        default=300.0,
        gt=0,
        description="Seconds that the body of an upload may take, and one more for each 256 KiB of it.",
    )
    upload_pieces_per_minute: int = Field(
        default=600,
        gt=0,
        description="Pieces of resumable uploads that one user may send or ask for in a minute.",
    )
    uploads_unfinished: int = Field(
        default=16, gt=0, description="Resumable uploads that one tenant may have unfinished at a time."
    )
    upload_keep_s: float = Field(
        default=86_400.0, gt=0, description="Seconds without a byte after which a resumable upload expires."
    )
    speech_per_minute: int = Field(
        default=30, gt=0, description="Texts that one user may have read aloud in a minute."
    )
    transcript_wait_s: float = Field(
        default=570.0,
        gt=0,
        description="Seconds that a call waits for the transcript it answers with: a little less than the "
        "ten minutes after which OpenAI's clients give up.",
    )
    store_reserve_bytes: int = Field(
        default=256 * 1024 * 1024,
        ge=0,
        description="Bytes of the object store that uploads leave free, where it knows what is free.",
    )
    events_waiting: int = Field(
        default=10_000,
        gt=0,
        description="Events that may wait for the message broker; while so many do, no upload is begun.",
    )
    http_threads: int = Field(
        default=256,
        ge=8,
        le=1024,
        description="Threads of the HTTP server: one in 64 is at work, a quarter is kept for refusing, "
        "three eighths may be held by large uploads and downloads, a quarter by event streams and "
        "waiting calls.",
    )


class VoiceSettings(SettingsGroup):
    """Reading texts aloud."""

    voice_program: str = Field(
        default="",
        description="Command line of the voice, for example `python -m deploy.local.voice`; unset: no voice.",
    )
    voice_slots: int = Field(default=2, ge=1, le=64, description="Texts that are spoken at the same time.")
    voice_deadline_s: float = Field(
        default=60.0, gt=0, le=300, description="Seconds to speak a text, and again to encode it."
    )


class PreparationSettings(SettingsGroup):
    """How uploads are decoded, and what is tidied up."""

    recording_max_s: float = Field(
        default=14_400.0, gt=0, description="Seconds of audio in one recording, counted while it is decoded."
    )
    decode_deadline_s: float = Field(
        default=60.0,
        gt=0,
        le=300,
        description="Seconds of wall time to decode one file, and one more for each minute of audio in it.",
    )
    scratch_dir: DirectoryPath = Field(
        default_factory=lambda: Path(tempfile.gettempdir()),
        description="Directory for the files that a decoder works on; unset: the system's temporary one.",
    )
    sweep_interval_s: float = Field(
        default=600.0, gt=0, description="Seconds between two searches for blobs that crashes left behind."
    )
    recording_keep_days: float | None = Field(
        default=None,
        gt=0,
        description="Days after which a recording is deleted with everything that was made of it, a few "
        "minutes later at most; unset: it is kept until somebody deletes it.",
    )


class Settings(
    DatabaseSettings,
    MessagingSettings,
    ObjectStoreSettings,
    RpcServerSettings,
    HttpSettings,
    IdentitySettings,
    UploadSettings,
    VoiceSettings,
    PreparationSettings,
    ServiceSettings,
):
    """What the processes of ingest need."""

    transcribe_rpc: PeerAddress
    analyze_rpc: PeerAddress
    report_rpc: PeerAddress
