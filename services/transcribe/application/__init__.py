"""What this service can do."""

from dataclasses import dataclass

from services.transcribe.application.use_cases.cancel_transcription import CancelTranscription
from services.transcribe.application.use_cases.erase_recording import EraseRecording
from services.transcribe.application.use_cases.erase_tenant import EraseTenant
from services.transcribe.application.use_cases.get_transcript import GetTranscript
from services.transcribe.application.use_cases.give_up_transcription import GiveUpTranscription
from services.transcribe.application.use_cases.set_aside_message import SetAsideMessage
from services.transcribe.application.use_cases.transcribe_recording import TranscribeRecording


@dataclass(frozen=True)
class Application:
    """The catalogue of use cases."""

    transcribe_recording: TranscribeRecording
    get_transcript: GetTranscript
    cancel_transcription: CancelTranscription
    give_up_transcription: GiveUpTranscription
    erase_recording: EraseRecording
    erase_tenant: EraseTenant
    set_aside_message: SetAsideMessage
