"""Remote engines on servers of their own, and what a test may do to both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from chassis.clock import SystemClock, new_id
from chassis.remote import RemoteApi
from services.transcribe.adapters.outbound.recognizers.assemblyai_service.engine import AssemblyAI
from services.transcribe.adapters.outbound.recognizers.openai_server.engine import OpenAIServer
from services.transcribe.adapters.outbound.recognizers.remote.recognizer import RemoteRecognizer, Terms
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.reference import ReferenceText
from tests.builders.assemblyai import AssemblyAIServer, assemblyai_server
from tests.builders.openai_audio import OpenAIAudio, openai_audio
from tests.builders.remote_servers import RemoteServer
from tests.fakes.call_book import FakeCallBook

USD_PER_MINUTE = 0.6
SAID = "Good morning, and thank you for coming."


@dataclass
class Installation:
    """One engine, its server, and the book of its calls."""

    server: RemoteServer
    service: OpenAIAudio | AssemblyAIServer
    api: RemoteApi
    recognizer: RemoteRecognizer
    book: FakeCallBook
    restart: Callable[[], RemoteRecognizer] = field(repr=False)
    """Another worker, with the same book."""


@contextmanager
def installed(
    engine: str, *, model: str = "whisper-1", key: str | None = None, says: str = SAID
) -> Iterator[Installation]:
    with ExitStack() as stack:
        service: OpenAIAudio | AssemblyAIServer
        if engine == "openai":
            service, server = stack.enter_context(openai_audio())
        else:
            service, server = stack.enter_context(assemblyai_server())
        service.says = says
        book = FakeCallBook()
        used = key or service.key
        headers = {"authorization": used if engine == "assemblyai" else f"Bearer {used}"}
        url = server.url if engine == "assemblyai" else f"{server.url}/v1"

        def api() -> RemoteApi:
            made = RemoteApi(engine, url, headers, now=SystemClock().now)
            stack.callback(made.close)
            return made

        def recognizer(api: RemoteApi) -> RemoteRecognizer:
            protocol = (
                OpenAIServer(api, used, model)
                if engine == "openai"
                else AssemblyAI(api, "universal-2", poll_s=(0.01, 0.05))
            )
            made = RemoteRecognizer(protocol, Terms(USD_PER_MINUTE, slots=4), book)
            stack.callback(made.close)
            return made

        first = api()
        yield Installation(server, service, first, recognizer(first), book, lambda: recognizer(api()))


def a_task(
    audio: LocalAudio, span: Span | None = None, reference: ReferenceText | None = None, **changes: object
) -> Task:
    """A piece of work of its own, for a tenant of its own."""
    given: dict[str, object] = {"tenant_id": new_id(), "job_key": f"{new_id()}/1"} | changes
    return Task(audio, span or Span(0.0, audio.duration_s), reference, **given)  # type: ignore[arg-type]
