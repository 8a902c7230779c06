"""The use cases with what they need; production and component tests share this."""

from dataclasses import dataclass

from services.ingest.application import ClientApplication, WorkerApplication
from services.ingest.application.ports.audio import AudioPreparer
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.changes import Changes
from services.ingest.application.ports.engines import Engines
from services.ingest.application.ports.records import Inventory, Transactions
from services.ingest.application.ports.results import Results
from services.ingest.application.ports.revisions import Revisions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.ports.transcripts import Transcripts
from services.ingest.application.ports.voices import SpeechSynthesizer
from services.ingest.application.use_cases.accept_fields import AcceptFields
from services.ingest.application.use_cases.await_recording import AwaitRecording
from services.ingest.application.use_cases.await_transcript import AwaitTranscript
from services.ingest.application.use_cases.cancel_recording import CancelRecording
from services.ingest.application.use_cases.choose_model import ChooseModel
from services.ingest.application.use_cases.confirm_erasure import ConfirmErasure
from services.ingest.application.use_cases.delete_recording import DeleteRecording
from services.ingest.application.use_cases.erase_blobs import EraseBlobs
from services.ingest.application.use_cases.follow_recording import FollowRecording
from services.ingest.application.use_cases.follow_words import FollowWords
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.application.use_cases.list_models import ListModels
from services.ingest.application.use_cases.list_recordings import ListRecordings
from services.ingest.application.use_cases.note_outcome import NoteOutcome
from services.ingest.application.use_cases.note_progress import NoteProgress
from services.ingest.application.use_cases.prepare_recording import PrepareRecording
from services.ingest.application.use_cases.purge_tenant import PurgeTenant
from services.ingest.application.use_cases.read_audio import ReadAudio
from services.ingest.application.use_cases.read_results import ReadResults
from services.ingest.application.use_cases.revise_transcript import ReviseTranscript
from services.ingest.application.use_cases.search_transcripts import SearchTranscripts
from services.ingest.application.use_cases.set_aside_message import SetAsideMessage
from services.ingest.application.use_cases.speak_text import SpeakText
from services.ingest.application.use_cases.submit_recording import SubmitRecording, UploadLimits
from services.ingest.application.use_cases.sweep_leftovers import SweepLeftovers, SweepRules


@dataclass(frozen=True)
class Peers:
    """What the other services, and the programs beside this one, are asked for."""

    results: Results
    engines: Engines
    transcripts: Transcripts
    voice: SpeechSynthesizer
    revisions: Revisions


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
    await_recording, follow = AwaitRecording(get, changes, clock), FollowRecording(get, changes)
    accept = AcceptFields(peers.engines)
    return ClientApplication(
        submit_recording=SubmitRecording(transactions, blobs, accept, clock, limits),
        get_recording=get,
        list_recordings=ListRecordings(transactions),
        await_recording=await_recording,
        follow_recording=follow,
        cancel_recording=CancelRecording(transactions, clock),
        delete_recording=DeleteRecording(transactions),
        read_audio=ReadAudio(get, blobs),
        read_results=ReadResults(get, peers.results),
        revise_transcript=ReviseTranscript(get, peers.revisions),
        search_transcripts=SearchTranscripts(peers.revisions),
        await_transcript=AwaitTranscript(await_recording, peers.transcripts),
        follow_words=FollowWords(follow, peers.transcripts),
        choose_model=ChooseModel(peers.engines),
        list_models=ListModels(peers.engines),
        speak_text=SpeakText(peers.voice),
    )


def worker_application(
    transactions: Transactions, inventory: Inventory, blobs: Blobs, preparer: AudioPreparer, clock: Clock
) -> WorkerApplication:
    """For the worker role."""
    return WorkerApplication(
        prepare_recording=PrepareRecording(transactions, preparer, blobs, clock),
        note_outcome=NoteOutcome(transactions, clock),
        note_progress=NoteProgress(transactions, clock),
        erase_blobs=EraseBlobs(transactions, blobs, clock),
        confirm_erasure=ConfirmErasure(transactions, clock),
        purge_tenant=PurgeTenant(transactions, blobs),
        set_aside_message=SetAsideMessage(transactions, clock),
        sweep_leftovers=SweepLeftovers(inventory, blobs, preparer, clock, SweepRules()),
    )
