"""How a text was pronounced, as the wire carries it."""

from rostrum.analyze.v1 import analyze_service_pb2 as pb

from services.analyze.domain.pronunciation.results import Pronunciation, SpokenPhoneme, SpokenWord


def pronunciation_message(found: Pronunciation | None) -> pb.Pronunciation | None:
    if found is None:
        return None
    return pb.Pronunciation(
        accuracy_score=found.accuracy_score,
        fluency_score=found.fluency_score,
        completeness_score=found.completeness_score,
        prosody_score=found.prosody_score,
        pron_score=found.pron_score,
        words=[_word(word) for word in found.words],
    )


def _word(word: SpokenWord) -> pb.SpokenWord:
    return pb.SpokenWord(
        word=word.word,
        reference_index=word.reference_index,
        start_s=word.start_s,
        end_s=word.end_s,
        accuracy_score=word.accuracy_score,
        error_type=word.error_type,
        phonemes=[_phoneme(phoneme) for phoneme in word.phonemes],
        hints=[pb.PronunciationHint(kind=hint.kind, confidence=hint.confidence) for hint in word.hints],
    )


def _phoneme(phoneme: SpokenPhoneme) -> pb.SpokenPhoneme:
    return pb.SpokenPhoneme(
        phoneme=phoneme.phoneme,
        ipa=phoneme.ipa,
        start_s=phoneme.start_s,
        end_s=phoneme.end_s,
        accuracy_score=phoneme.accuracy_score,
        nbest_phonemes=[
            pb.HeardAs(phoneme=other.phoneme, score=other.score) for other in phoneme.nbest_phonemes
        ],
    )
