"""What tus asks of every request and answer below its address, whatever comes of the request."""

from collections.abc import Callable, Iterable
from typing import Any

from services.ingest.adapters.inbound.http.tus_door import PATH
from services.ingest.adapters.inbound.http.tus_headers import VERSION

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_OVERRIDABLE = frozenset({"PATCH", "DELETE", "HEAD"})


def speaking_tus(application: Wsgi) -> Wsgi:
    """The application, for clients that can't send every method too, with the version in its answers."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not f"{environ.get('PATH_INFO', '')}/".startswith(f"{PATH}/"):
            return application(environ, start_response)
        asked = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper()
        if environ["REQUEST_METHOD"] == "POST" and asked in _OVERRIDABLE:
            environ["REQUEST_METHOD"] = asked
        own = [] if environ["REQUEST_METHOD"] == "OPTIONS" else [("Tus-Resumable", VERSION)]

        def start(status: str, headers: list[tuple[str, str]], *details: object) -> object:
            told = [*own, ("Tus-Version", VERSION)] if status.startswith("412") else own
            return start_response(status, [*headers, *told], *details)

        return application(environ, start)

    return serve
