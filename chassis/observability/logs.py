"""JSON lines on stderr for our own loggers and for every library's.

One line is one event: JSON escapes control characters, so nothing that a client sends can forge a
line or colour a terminal. Tracebacks are structured, and never hold the values of local variables.
"""

import json
import logging
import sys
import threading
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from chassis.observability.redaction import redact
from chassis.observability.tracing import trace_ids

_MAX_FRAMES = 30

logger = structlog.stdlib.get_logger(__name__)


def configure_logs(service: str, role: str, level: str, stream: TextIO | None = None) -> None:
    """Send every log of the process through one formatter; replaces what was configured before."""
    chain = _chain(service, role)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *chain,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redacted, _json],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _chain(service: str, role: str) -> list[Processor]:
    def add_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {**event, "service": service, "role": role, **trace_ids()}

    tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=_MAX_FRAMES)
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        add_process,
        structlog.processors.ExceptionRenderer(tracebacks),
    ]


def _redacted(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    clean = redact(event)
    assert isinstance(clean, dict)
    return clean


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    return json.dumps(event)


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logger.critical("uncaught_exception", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not issubclass(arguments.exc_type, SystemExit):
        name = arguments.thread.name if arguments.thread else ""
        logger.critical("uncaught_exception", thread=name, exc_info=arguments.exc_value)
