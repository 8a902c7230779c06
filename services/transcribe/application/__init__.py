"""What this service can do."""

from dataclasses import dataclass

from services.transcribe.application.use_cases.detect_language import DetectLanguage
from services.transcribe.application.use_cases.edit_transcript import EditTranscript
from services.transcribe.application.use_cases.export_transcript import ExportTranscript
from services.transcribe.application.use_cases.get_raw_answers import GetRawAnswers
from services.transcribe.application.use_cases.get_transcript import GetTranscript
from services.transcribe.application.use_cases.give_up_piece import GiveUpPiece
from services.transcribe.application.use_cases.give_up_proofreading import GiveUpProofreading
from services.transcribe.application.use_cases.give_up_transcription import GiveUpTranscription
from services.transcribe.application.use_cases.list_engines import ListEngines
from services.transcribe.application.use_cases.list_recognized_pieces import ListRecognizedPieces
from services.transcribe.application.use_cases.list_transcript_versions import ListTranscriptVersions
from services.transcribe.application.use_cases.manage_prompts import ManagePrompts
from services.transcribe.application.use_cases.plan_transcription import PlanTranscription
from services.transcribe.application.use_cases.proofread_transcript import ProofreadTranscript
from services.transcribe.application.use_cases.purge_recording import PurgeRecording
from services.transcribe.application.use_cases.purge_tenant import PurgeTenant
from services.transcribe.application.use_cases.read_spending import ReadSpending
from services.transcribe.application.use_cases.recognize_piece import RecognizePiece
from services.transcribe.application.use_cases.report_worker import ReportWorker
from services.transcribe.application.use_cases.request_proofreading import RequestProofreading
from services.transcribe.application.use_cases.search_transcripts import SearchTranscripts
from services.transcribe.application.use_cases.set_aside_message import SetAsideMessage
from services.transcribe.application.use_cases.stop_transcription import StopTranscription


@dataclass(frozen=True)
class Application:
    """The catalogue of use cases."""

    plan_transcription: PlanTranscription
    recognize_piece: RecognizePiece
    give_up_piece: GiveUpPiece
    report_worker: ReportWorker
    list_recognized_pieces: ListRecognizedPieces
    get_transcript: GetTranscript
    list_transcript_versions: ListTranscriptVersions
    get_raw_answers: GetRawAnswers
    edit_transcript: EditTranscript
    export_transcript: ExportTranscript
    search_transcripts: SearchTranscripts
    request_proofreading: RequestProofreading
    proofread_transcript: ProofreadTranscript
    give_up_proofreading: GiveUpProofreading
    manage_prompts: ManagePrompts
    list_engines: ListEngines
    detect_language: DetectLanguage
    read_spending: ReadSpending
    stop_transcription: StopTranscription
    give_up_transcription: GiveUpTranscription
    purge_recording: PurgeRecording
    purge_tenant: PurgeTenant
    set_aside_message: SetAsideMessage
