"""The use cases with what they need; production and component tests share this."""

from dataclasses import dataclass

from services.ingest.application import ClientApplication, ResumableUploads, Sharing, WorkerApplication
from services.ingest.application.ports.analyses import Analyses
from services.ingest.application.ports.audio import AudioPreparer
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.changes import Changes
from services.ingest.application.ports.engines import Engines
from services.ingest.application.ports.languages import LanguageDetector
from services.ingest.application.ports.prompts import Prompts
from services.ingest.application.ports.records import Inventory, Transactions
from services.ingest.application.ports.results import Results
from services.ingest.application.ports.revisions import Revisions
from services.ingest.application.ports.shares import Coaching
from services.ingest.application.ports.spending import EngineSpending
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.ports.transcripts import Transcripts
from services.ingest.application.ports.voices import SpeechSynthesizer
from services.ingest.application.room import Room, UploadLimits
from services.ingest.application.use_cases.abandon_upload import AbandonUpload
from services.ingest.application.use_cases.accept_fields import AcceptFields
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
from services.ingest.application.use_cases.tend_uploads import TendUploads
from services.ingest.config import UploadSettings


@dataclass(frozen=True)
class Peers:
    """What the other services, and the programs beside this one, are asked for."""

    results: Results
    engines: Engines
    transcripts: Transcripts
    voice: SpeechSynthesizer
    languages: LanguageDetector
    analyses: Analyses
    revisions: Revisions
    prompts: Prompts
    coaching: Coaching
    spending: EngineSpending


def client_application(
    transactions: Transactions,
    blobs: Blobs,
    changes: Changes,
    peers: Peers,
    clock: Clock,
    limits: UploadLimits,
) -> ClientApplication:
    """For the http role."""
    get = GetRecording(transactions)
    delete = DeleteRecording(transactions)
    await_recording, follow = AwaitRecording(get, changes, clock), FollowRecording(get, changes)
    accept, room = AcceptFields(peers.engines), Room(blobs, clock, limits)
    return ClientApplication(
        submit_recording=SubmitRecording(transactions, blobs, accept, clock, room, limits.max_bytes),
        uploads=resumable_uploads(transactions, blobs, accept, clock, room, limits),
        get_recording=get,
        list_recordings=ListRecordings(transactions),
        await_recording=await_recording,
        follow_recording=follow,
        cancel_recording=CancelRecording(transactions, clock),
        delete_recording=delete,
        read_audio=ReadAudio(get, blobs),
        read_use=ReadUse(transactions, peers.spending),
        read_results=ReadResults(get, peers.results, peers.analyses),
        renew_analysis=RenewAnalysis(get, peers.analyses),
        compare_recordings=CompareRecordings(get, peers.analyses),
        revise_transcript=ReviseTranscript(get, peers.revisions),
        search_transcripts=SearchTranscripts(peers.revisions),
        manage_prompts=ManagePrompts(peers.prompts),
        await_transcript=AwaitTranscript(await_recording, peers.transcripts),
        follow_words=FollowWords(follow, peers.transcripts),
        choose_model=ChooseModel(peers.engines),
        list_models=ListModels(peers.engines),
        speak_text=SpeakText(peers.voice),
        detect_language=DetectLanguage(await_recording, delete, peers.languages),
        sharing=sharing(transactions, peers.coaching, clock),
    )


def sharing(transactions: Transactions, coaching: Coaching, clock: Clock) -> Sharing:
    return Sharing(
        share=ShareRecordings(transactions, coaching, clock),
        browse=ListShared(transactions, coaching),
        open=OpenShared(transactions, coaching, clock),
    )


def upload_limits(settings: UploadSettings) -> UploadLimits:
    return UploadLimits(
        max_bytes=settings.upload_max_bytes,
        reserve_bytes=settings.store_reserve_bytes,
        unfinished=settings.uploads_unfinished,
        keep_s=settings.upload_keep_s,
        events_waiting=settings.events_waiting,
    )


def worker_application(
    transactions: Transactions,
    inventory: Inventory,
    blobs: Blobs,
    preparer: AudioPreparer,
    clock: Clock,
    keep_days: float | None = None,
) -> WorkerApplication:
    """For the worker role."""
    finish, abandon = FinishUpload(transactions, blobs, clock), AbandonUpload(transactions, blobs)
    tend_uploads = TendUploads(inventory, finish, abandon, clock)
    return WorkerApplication(
        prepare_recording=PrepareRecording(transactions, inventory, preparer, blobs, clock),
        note_outcome=NoteOutcome(transactions, clock),
        note_progress=NoteProgress(transactions, clock),
        erase_blobs=EraseBlobs(transactions, blobs, clock),
        confirm_erasure=ConfirmErasure(transactions, clock),
        purge_tenant=PurgeTenant(transactions, blobs),
        set_aside_message=SetAsideMessage(transactions, clock),
        sweep_leftovers=SweepLeftovers(inventory, tend_uploads, blobs, preparer, clock),
        expire_recordings=ExpireRecordings(inventory, DeleteRecording(transactions), clock, keep_days),
    )


def resumable_uploads(
    transactions: Transactions,
    blobs: Blobs,
    accept: AcceptFields,
    clock: Clock,
    room: Room,
    limits: UploadLimits,
) -> ResumableUploads:
    finish = FinishUpload(transactions, blobs, clock)
    return ResumableUploads(
        create=CreateUpload(transactions, accept, clock, room, limits),
        append=AppendToUpload(transactions, blobs, clock, limits),
        finish=finish,
        find=FindUpload(transactions, finish, clock),
        abandon=AbandonUpload(transactions, blobs),
    )
