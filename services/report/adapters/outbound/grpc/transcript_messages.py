"""A transcript, from the wire to the core's words."""

from rostrum.transcribe.v1 import transcribe_service_pb2 as pb

from services.report.domain.sources import Engine, PossibleFiller, Quality, Transcript, Word


def transcript_of(found: pb.Transcript) -> Transcript:
    return Transcript(
        transcript_id=found.transcript_id,
        recording_id=found.recording_id,
        language=found.language,
        engine=Engine(found.engine.name, found.engine.version, found.engine.model, found.engine.biased),
        quality=_quality(found.quality),
        verbatim=found.verbatim,
        clean=found.clean,
        words=tuple(_word(word) for word in found.words),
        possible_fillers=tuple(
            PossibleFiller(f.text, f.start_s, f.end_s, f.confidence) for f in found.possible_fillers
        ),
        detector=found.voice_activity.detector,
        detector_version=found.voice_activity.version,
    )


def _quality(found: pb.Quality) -> Quality:
    return Quality(
        grade=found.grade,
        reasons=tuple(found.reasons),
        reference_status=found.reference_status or "none",
        reference_fit=found.reference_fit if found.HasField("reference_fit") else None,
        snr_db=found.snr_db if found.HasField("snr_db") else None,
        clipping_ratio=found.clipping_ratio,
    )


def _word(found: pb.Word) -> Word:
    return Word(
        id=found.id,
        text=found.text,
        clean=found.clean,
        start_s=found.start_s,
        end_s=found.end_s,
        confidence=found.confidence,
        kind=found.kind or "word",
    )
