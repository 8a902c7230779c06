"""The OpenAPI document and a page to read and try it on, both served from here: no CDN, no inline script."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from flask import Flask, Response, redirect

from chassis.errors import NotFound
from chassis.web.conditional import entity_tag
from chassis.web.openapi import Info, build_document
from chassis.web.operations import Operation
from chassis.web.problems import PROBLEM_DOCUMENT, ErrorShape

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ASSETS = {
    "swagger-ui.css": ("css/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("js/swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui-standalone-preset.js": ("js/swagger-ui-standalone-preset.js", "text/javascript"),
}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{docs}/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="{docs}/swagger-ui-bundle.js"></script>
{preset}<script src="{docs}/start.js"></script>
</body>
</html>
"""
_PRESET = '<script src="{docs}/swagger-ui-standalone-preset.js"></script>\n'
"""The bar in which one of several documents is chosen."""


@dataclass(frozen=True)
class Description:
    """What the API is called, and where its documents are. `siblings` adds other documents to the page.

    `error_shapes` are for the addresses that begin so: what goes wrong there is told in that shape.
    """

    name: str
    title: str
    version: str
    summary: str
    openapi_path: str
    docs_path: str
    siblings: Mapping[str, str] = field(default_factory=dict)
    error_shapes: Mapping[str, ErrorShape] = field(default_factory=dict)

    def error_shape(self, path: str) -> ErrorShape:
        shapes = self.error_shapes.items()
        return next((shape for prefix, shape in shapes if path.startswith(prefix)), PROBLEM_DOCUMENT)


def mount(app: Flask, description: Description, operations: Sequence[Operation]) -> None:
    """Adds the document, the page and its two assets; they are public, as the contract is."""
    docs = description.docs_path
    preset = _PRESET.format(docs=docs) if description.siblings else ""
    page = _PAGE.format(title=description.title, docs=docs, preset=preset).encode()
    start = _start_script(description).encode()

    @cache
    def document() -> bytes:
        """Written when it is first asked for: it takes longer than all else of a start."""
        about = Info(description.title, description.version, description.summary)
        return json.dumps(build_document(about, operations, description.error_shape)).encode()

    _serve(app, "openapi_document", description.openapi_path, document, "application/json")
    _serve(app, "docs_page", docs, lambda: page, "text/html; charset=utf-8")
    _serve(app, "docs_start", f"{docs}/start.js", lambda: start, "text/javascript")
    app.add_url_rule("/", endpoint="landing", view_func=lambda: redirect(docs), methods=["GET"])
    app.add_url_rule(f"{docs}/<name>", endpoint="docs_asset", view_func=_asset, methods=["GET"])


def _start_script(description: Description) -> str:
    settings = {"dom_id": "#page", "deepLinking": True, "validatorUrl": None}
    if not description.siblings:
        return f"window.ui = SwaggerUIBundle({json.dumps(settings | {'url': description.openapi_path})});\n"
    urls = [{"name": description.title, "url": description.openapi_path}]
    urls += [{"name": name, "url": url} for name, url in description.siblings.items()]
    settings |= {"urls": urls, "layout": "StandaloneLayout"}
    presets = "[SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset]"
    return f"window.ui = SwaggerUIBundle({{...{json.dumps(settings)}, presets: {presets}}});\n"


def _serve(app: Flask, endpoint: str, path: str, content: Callable[[], bytes], media_type: str) -> None:
    def view() -> Response:
        response = Response(content(), content_type=media_type)
        response.set_etag(entity_tag(content()))
        return _public(response)

    app.add_url_rule(path, endpoint=endpoint, view_func=view, methods=["GET"])


def _asset(name: str) -> Response:
    if name not in _ASSETS:
        raise NotFound("There is nothing at this address.")
    path, media_type = _ASSETS[name]
    content = resources.files("flask_openapi3_swagger").joinpath(f"templates/swagger/{path}").read_bytes()
    response = _public(Response(content, content_type=media_type))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _public(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["Cache-Control"] = "no-cache"
    return response
