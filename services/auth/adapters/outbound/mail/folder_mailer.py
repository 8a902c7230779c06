"""Mails as files in a folder, for a platform on one machine: nothing leaves it."""

import os
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from pathlib import Path
from uuid import UUID

from chassis.errors import Unavailable
from services.auth.adapters.outbound.mail.mime_letter import to_message
from services.auth.domain.letter import Letter


class FolderMailer:
    """One .eml each, that any program for mail opens; readable by their owner only, for they hold secrets."""

    def __init__(self, folder: Path, sent_from: Address, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._from = sent_from
        self._now = now

    def send(self, letter: Letter, mail_id: UUID) -> None:
        now = self._now()
        content = to_message(letter, mail_id, self._from, now).as_bytes()
        subject = letter.subject.lower().replace(" ", "-")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(self._folder / f"{now:%Y%m%dT%H%M%SZ}-{subject}-{mail_id}.eml", content)
        except OSError as error:
            raise Unavailable(f"the folder of mails can't be written: {error.strerror}") from error

    def _write(self, path: Path, content: bytes) -> None:
        """Under its name once it is whole."""
        unfinished = path.with_suffix(".part")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        unfinished.replace(path)
