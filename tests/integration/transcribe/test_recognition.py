"""The engines on real sound: what they hear, how they survive, and how much is right."""

import gzip
import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from services.transcribe.adapters.outbound.recognizers.pocketsphinx.recognizer import PocketSphinxRecognizer
from services.transcribe.adapters.outbound.recognizers.silero_detector import SileroVoiceDetector
from services.transcribe.adapters.outbound.recognizers.spotting_filler_detector import SpottingFillerDetector
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import Hearing, PieceLost, SpeechRecognizer, Task
from services.transcribe.application.two_passes import hear
from services.transcribe.domain.alignment import TextIndex
from services.transcribe.domain.pieces import cut_at_pauses
from services.transcribe.domain.quality import Grade, Reason, ReferenceStatus
from services.transcribe.domain.reference import read_reference
from services.transcribe.domain.transcript import Content, HeardPiece, Sound, put_together
from tests.builders.prepared_audio import SHARED, noise, prepared, samples_of, silence, word_errors
from tests.builders.speech import Speech

TALK = """Good morning, and thank you for coming. [pause 0.7] Most of us practise a talk by reading it again
and again. [pause 0.9] It is better to stand up and say it out loud."""
WRITTEN = TALK.replace("[pause 0.7] ", "").replace("[pause 0.9] ", "")
CLIPS = SHARED / "clips"
LEARNERS = SHARED / "speechocean762-train"
PERFECT = 9.5
"""Of ten points by the median of five experts."""

shared = pytest.mark.shared
needs_shared = pytest.mark.skipif(
    not CLIPS.is_dir(), reason="the recordings of ../shared/speech are not here"
)


class KillingRecognizer:
    """PocketSphinx whose worker is killed in the middle of the first pieces."""

    def __init__(self, recognizer: PocketSphinxRecognizer, kills: int) -> None:
        self._recognizer = recognizer
        self._kills = kills
        self.slots = 1
        self.engine, self.capabilities = recognizer.engine, recognizer.capabilities

    def recognize(self, task: Task) -> "Future[Hearing]":
        victims = self._recognizer.pids()
        future = self._recognizer.recognize(task)
        if self._kills:
            self._kills -= 1
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
        return future


@dataclass
class Engines:
    """Voice detector and recogniser, and everything the core makes of what they hear."""

    voice: SileroVoiceDetector
    recognizer: PocketSphinxRecognizer
    fillers: SpottingFillerDetector
    lost: int = 0

    def transcribe(self, audio: LocalAudio, text: str = "", kills: int = 0) -> Content:
        recognizer = KillingRecognizer(self.recognizer, kills) if kills else self.recognizer
        heard = self.voice.listen(audio)
        reference = read_reference(text)
        index = TextIndex(reference.spoken) if reference else None
        cut = cut_at_pauses(heard.voice.speech, audio.duration_s)
        pieces = [self._hear(recognizer, Task(audio, piece.span, reference), index) for piece in cut]
        sound = Sound(audio.duration_s, heard.voice, heard.measures)
        return put_together(pieces, sound, reference, follows_free_speech=False)

    def _hear(self, recognizer: SpeechRecognizer, task: Task, index: TextIndex | None) -> HeardPiece:
        """Tries again, as the service does."""
        try:
            return hear(recognizer, task, index, self.fillers).piece
        except PieceLost:
            self.lost += 1
            return self._hear(recognizer, task, index)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    engines = Engines(SileroVoiceDetector(), PocketSphinxRecognizer(2), SpottingFillerDetector())
    engines.recognizer.start()
    yield engines
    engines.recognizer.stop(5.0)
    engines.fillers.stop(5.0)
    engines.voice.stop(5.0)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    folder = tmp_path_factory.mktemp("talk")
    return prepared(folder, samples_of(Speech(folder).say(TALK)))


def test_a_text_that_is_read_is_heard_word_for_word(engines: Engines, talk: LocalAudio) -> None:
    content = engines.transcribe(talk, WRITTEN)
    wanted = " ".join(word.text for word in (read_reference(WRITTEN) or pytest.fail("no words")).words)
    assert word_errors(wanted, content.verbatim) <= 2
    assert content.quality.reference_status is ReferenceStatus.READ
    assert content.quality.grade is Grade.HIGH
    assert content.clean.startswith("Good morning, and thank you for coming. Most of us")


def test_pauses_are_found_where_they_are(engines: Engines, talk: LocalAudio) -> None:
    pauses = sorted(pause.duration_s for pause in engines.voice.listen(talk).voice.pauses())
    assert pauses[-2:] == pytest.approx([0.7, 0.9], abs=0.15)


def test_another_text_was_not_read(engines: Engines, talk: LocalAudio) -> None:
    other = "The committee has postponed its decision until the water level of the northern lake is known."
    content = engines.transcribe(talk, other)
    assert content.quality.reference_status is ReferenceStatus.NOT_READ
    assert Reason.REFERENCE_NOT_READ in content.quality.reasons
    assert content.quality.grade is Grade.LOW


def test_a_text_read_in_part_says_so(engines: Engines, talk: LocalAudio) -> None:
    rest = "Then the second chapter begins, in which nobody speaks about anything that was said before it."
    assert (
        engines.transcribe(talk, f"{WRITTEN} {rest}").quality.reference_status is ReferenceStatus.PARTLY_READ
    )


def test_free_speech_is_not_trusted(engines: Engines, talk: LocalAudio) -> None:
    content = engines.transcribe(talk)
    assert content.words
    assert content.quality.reasons == (Reason.ENGINE_FREE_SPEECH,)


def test_a_spoken_filler_is_possible(engines: Engines, tmp_path: Path) -> None:
    said = Speech(tmp_path).say("We met in the morning, uh, and left in the evening.")
    content = engines.transcribe(
        prepared(tmp_path, samples_of(said)), "We met in the morning, and left in the evening."
    )
    assert [filler.text for filler in content.possible_fillers] == ["uh"]
    assert all(filler.detector and 0 < filler.confidence < 1 for filler in content.possible_fillers)


@pytest.mark.parametrize("samples", [silence(5.0), silence(1 / 16_000), np.ones(16_000)], ids=str)
def test_sound_without_speech_is_a_finished_transcript(
    engines: Engines, tmp_path: Path, samples: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> None:
    content = engines.transcribe(prepared(tmp_path, samples), "Something to read.")
    assert content.words == ()
    assert content.quality.reasons[0] is Reason.NO_SPEECH
    assert content.quality.snr_db is None


def test_noise_is_no_trouble(engines: Engines, tmp_path: Path) -> None:
    content = engines.transcribe(prepared(tmp_path, noise(5.0)))
    assert content.quality.grade is Grade.LOW


def test_a_quiet_and_a_noisy_recording_are_told_apart(
    engines: Engines, talk: LocalAudio, tmp_path: Path
) -> None:
    samples = samples_of(talk.path)
    quiet = engines.voice.listen(prepared(tmp_path, samples / 100, "quiet")).measures
    noisy = engines.voice.listen(prepared(tmp_path, samples + noise(talk.duration_s, 0.03)[: samples.size]))
    clipped = engines.voice.listen(prepared(tmp_path, samples * 20, "clipped")).measures
    assert quiet.level_dbfs is not None
    assert quiet.level_dbfs < -50
    assert noisy.measures.snr_db is not None
    assert noisy.measures.snr_db < 15
    assert clipped.clipping_ratio > 0.1


def test_a_killed_worker_s_piece_is_done_again(engines: Engines, talk: LocalAudio) -> None:
    before = engines.lost
    content = engines.transcribe(talk, WRITTEN, kills=1)
    assert engines.lost > before
    assert content.quality.reference_status is ReferenceStatus.READ


@shared
@needs_shared
@pytest.mark.parametrize("clip", ["0870", "0880", "0890", "0920", "0930"])
def test_native_readings_are_heard_word_for_word(engines: Engines, tmp_path: Path, clip: str) -> None:
    name = f"librivox-sense-and-sensibility-{clip}.wav"
    lines = (CLIPS / "transcripts.tsv").read_text().splitlines()
    text = dict(line.split("\t") for line in lines)[name]
    content = engines.transcribe(prepared(tmp_path, samples_of(CLIPS / name)), text)
    assert word_errors(text, content.verbatim) == 0
    assert content.quality.reference_status is ReferenceStatus.READ


def perfect_readings(count: int) -> list[tuple[Path, str]]:
    """Sentences read without fault by non-native speakers, one of a speaker."""
    found: dict[str, tuple[Path, str]] = {}
    with gzip.open(LEARNERS / "scores.jsonl.gz", "rt") as lines:
        for line in lines:
            row = json.loads(line)
            if row["label"]["total"] >= PERFECT and row["speaker"] not in found:
                found[row["speaker"]] = (LEARNERS / row["audio"], row["text"])
    return list(found.values())[:count]


@shared
@needs_shared
def test_no_perfect_reading_is_said_not_to_be_one(engines: Engines, tmp_path: Path) -> None:
    statuses = [
        engines.transcribe(prepared(tmp_path, samples_of(path)), text).quality.reference_status
        for path, text in perfect_readings(10)
    ]
    assert len(statuses) == 10
    assert set(statuses) <= {ReferenceStatus.READ, ReferenceStatus.UNCLEAR}
    assert statuses.count(ReferenceStatus.READ) >= 8, statuses
