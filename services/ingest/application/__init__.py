"""The catalogue of everything that ingest can do."""

from dataclasses import dataclass

from services.ingest.application.use_cases.abandon_upload import AbandonUpload
from services.ingest.application.use_cases.append_to_upload import AppendToUpload
from services.ingest.application.use_cases.await_recording import AwaitRecording
from services.ingest.application.use_cases.await_transcript import AwaitTranscript
from services.ingest.application.use_cases.cancel_recording import CancelRecording
from services.ingest.application.use_cases.choose_model import ChooseModel
from services.ingest.application.use_cases.compare_recordings import CompareRecordings
from services.ingest.application.use_cases.confirm_erasure import ConfirmErasure
from services.ingest.application.use_cases.create_upload import CreateUpload
from services.ingest.application.use_cases.delete_recording import DeleteRecording
from services.ingest.application.use_cases.detect_language import DetectLanguage
from services.ingest.application.use_cases.erase_blobs import EraseBlobs
from services.ingest.application.use_cases.expire_recordings import ExpireRecordings
from services.ingest.application.use_cases.find_upload import FindUpload
from services.ingest.application.use_cases.finish_upload import FinishUpload
from services.ingest.application.use_cases.follow_recording import FollowRecording
from services.ingest.application.use_cases.follow_words import FollowWords
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.application.use_cases.list_models import ListModels
from services.ingest.application.use_cases.list_recordings import ListRecordings
from services.ingest.application.use_cases.list_shared import ListShared
from services.ingest.application.use_cases.manage_prompts import ManagePrompts
from services.ingest.application.use_cases.note_outcome import NoteOutcome
from services.ingest.application.use_cases.note_progress import NoteProgress
from services.ingest.application.use_cases.open_shared import OpenShared
from services.ingest.application.use_cases.prepare_recording import PrepareRecording
from services.ingest.application.use_cases.purge_tenant import PurgeTenant
from services.ingest.application.use_cases.read_audio import ReadAudio
from services.ingest.application.use_cases.read_results import ReadResults
from services.ingest.application.use_cases.read_use import ReadUse
from services.ingest.application.use_cases.renew_analysis import RenewAnalysis
from services.ingest.application.use_cases.revise_transcript import ReviseTranscript
from services.ingest.application.use_cases.search_transcripts import SearchTranscripts
from services.ingest.application.use_cases.set_aside_message import SetAsideMessage
from services.ingest.application.use_cases.share_recordings import ShareRecordings
from services.ingest.application.use_cases.speak_text import SpeakText
from services.ingest.application.use_cases.submit_recording import SubmitRecording
from services.ingest.application.use_cases.sweep_leftovers import SweepLeftovers


@dataclass(frozen=True)
class ResumableUploads:
    """What is done with an upload that comes in pieces."""

    create: CreateUpload
    append: AppendToUpload
    finish: FinishUpload
    find: FindUpload
    abandon: AbandonUpload


@dataclass(frozen=True)
class Sharing:
    """What learners and coaches do with shares."""

    share: ShareRecordings
    browse: ListShared
    open: OpenShared


@dataclass(frozen=True)
class ClientApplication:
    """What people's programs do, through the HTTP door."""

    submit_recording: SubmitRecording
    uploads: ResumableUploads
    get_recording: GetRecording
    list_recordings: ListRecordings
    await_recording: AwaitRecording
    follow_recording: FollowRecording
    cancel_recording: CancelRecording
    delete_recording: DeleteRecording
    read_audio: ReadAudio
    read_results: ReadResults
    read_use: ReadUse
    renew_analysis: RenewAnalysis
    compare_recordings: CompareRecordings
    revise_transcript: ReviseTranscript
    search_transcripts: SearchTranscripts
    manage_prompts: ManagePrompts
    await_transcript: AwaitTranscript
    follow_words: FollowWords
    choose_model: ChooseModel
    list_models: ListModels
    speak_text: SpeakText
    detect_language: DetectLanguage
    sharing: Sharing


@dataclass(frozen=True)
class WorkerApplication:
    """What happens because of events, and by the clock."""

    prepare_recording: PrepareRecording
    note_outcome: NoteOutcome
    note_progress: NoteProgress
    erase_blobs: EraseBlobs
    confirm_erasure: ConfirmErasure
    purge_tenant: PurgeTenant
    set_aside_message: SetAsideMessage
    sweep_leftovers: SweepLeftovers
    expire_recordings: ExpireRecordings
