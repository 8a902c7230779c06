"""A transcript in the shapes of whisper-asr-webservice."""

from typing import Any

from services.ingest.adapters.inbound.http.openai_answers import Transcript, timed_segments


def asr_json(transcript: Transcript, *, words: bool) -> dict[str, Any]:
    """As Whisper's own result: the words of a segment are inside of it."""
    segments = []
    for timed, own in zip(timed_segments(transcript), transcript["segments"], strict=True):
        segment: dict[str, Any] = timed.model_dump()
        if words:
            segment["words"] = _words(transcript, own)
        if own["speaker"]:
            segment["speaker"] = own["speaker"]
        segments.append(segment)
    return {"text": transcript["clean"], "segments": segments, "language": transcript["language"]}


def asr_text(transcript: Transcript) -> str:
    """A line for each segment."""
    return "".join(f"{segment['text']}\n" for segment in transcript["segments"])


def _words(transcript: Transcript, segment: dict[str, Any]) -> list[dict[str, Any]]:
    ids = range(segment["first_word_id"], segment["last_word_id"] + 1)
    return [
        {
            "word": word["clean"],
            "start": round(word["start_s"], 3),
            "end": round(word["end_s"], 3),
            "probability": round(word["confidence"], 4),
        }
        for word in transcript["words"]
        if word["id"] in ids and word["clean"]
    ]
