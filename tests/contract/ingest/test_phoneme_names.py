"""The phonemes that analyze tells of, as ingest writes them for other clients."""

from services.analyze.domain.pronunciation.phones import IPA
from services.ingest.adapters.inbound.http.pronunciation_answers import PHONEMES_IN_IPA


def test_every_phoneme_has_the_same_name_in_ipa() -> None:
    assert PHONEMES_IN_IPA == IPA
