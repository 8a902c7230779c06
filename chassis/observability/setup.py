"""Sets up the telemetry of a process, once, before anything else is built."""

from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from chassis.observability.logs import configure_logs
from chassis.settings import ServiceSettings

_OTLP_TIMEOUT_S = 2


@dataclass(frozen=True)
class Observability:
    """The telemetry of this process; `shutdown` sends what is still held."""

    service: str
    role: str
    processors: tuple[SpanProcessor, ...] = ()

    def shutdown(self) -> None:
        for processor in self.processors:
            processor.shutdown()


def setup(service: str, role: str, settings: ServiceSettings) -> Observability:
    """Configure logs and traces. Spans are always made, so that logs of one request share a trace id."""
    configure_logs(service, role, settings.log_level)
    provider = _provider(service)
    processors = _processors(service, role, settings)
    for processor in processors:
        provider.add_span_processor(processor)
    return Observability(service, role, processors)


def _provider(service: str) -> TracerProvider:
    present = trace.get_tracer_provider()
    if isinstance(present, TracerProvider):
        return present  # set before in this process: OpenTelemetry allows only one
    provider = TracerProvider(resource=Resource({"service.name": service}), shutdown_on_exit=False)
    trace.set_tracer_provider(provider)
    return provider


def _processors(service: str, role: str, settings: ServiceSettings) -> tuple[SpanProcessor, ...]:
    processors: list[SpanProcessor] = []
    if settings.trace_file:
        from chassis.observability.span_file import SpanFile

        processors.append(SimpleSpanProcessor(SpanFile(settings.trace_file, service, role)))
    if settings.otlp_endpoint:
        processors.append(_otlp(settings.otlp_endpoint))
    return tuple(processors)


def _otlp(endpoint: str) -> SpanProcessor:
    # Loads requests and the OTLP messages: only for those who have a collector.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    url = endpoint.rstrip("/") + "/v1/traces"
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=url, timeout=_OTLP_TIMEOUT_S))
