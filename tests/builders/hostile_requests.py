"""Requests byte by byte and bodies of JSON, all refused; the numbers are those of docs/hostile-inputs.md."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPResponse, IncompleteRead

READ = b"GET /v1/recordings HTTP/1.1\r\n"
SEND = b"POST /v1/recordings HTTP/1.1\r\n"
HOST = b"Host: x\r\n"
END = b"\r\n"
CHUNKED = SEND + HOST + b"Content-Type: audio/wav\r\nTransfer-Encoding: chunked\r\n"
FORM = b"Content-Type: multipart/form-data; boundary="
TOKEN = b"Authorization: Bearer canary\r\n"
FLOOD = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 8000) for number in range(100))
RAW: Mapping[str, tuple[bytes, set[int]]] = {
    "26 a boundary of 100 KB": (SEND + HOST + FORM + b"b" * 100_000 + END + END, {431}),
    "29 100 headers of 8 KB": (READ + HOST + FLOOD + END, {431}),
    "29 a URL of 1 MB": (b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + END, {431}),
    "29 a URL of 5 KB": (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + HOST + END, {414}),
    "29 a body that stalls": (SEND + HOST + b"Content-Length: 900000\r\n\r\n" + bytes(99_000), {401}),
    "30 two hosts": (READ + HOST + b"Host: y\r\n\r\n", {400}),
    "30 no host": (READ + END, {400}),
    "30 two lengths": (SEND + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", {400}),
    "30 a negative length": (SEND + HOST + b"Content-Length: -5\r\n\r\n", {400}),
    "30 a length and chunks": (CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n", {400, 401}),
    "30 unknown encoding": (SEND + HOST + b"Transfer-Encoding: xchunked\r\n\r\n", {400, 501}),
    "30 no chunk size": (CHUNKED + b"\r\nzz\r\nabc", {400, 401}),
    "30 an endless chunk": (CHUNKED + b"\r\nFFFFFFFFFFFFFFFFFF\r\n", {400, 401}),
    "30 a space before a colon": (SEND + HOST + b"Content-Length : 5\r\n\r\nabcde", {400}),
    "30 bare line feeds": ((READ + HOST + END).replace(b"\r", b""), {400, 401}),
    "30 a folded header": (READ + HOST + b"X-A: b\r\n c\r\n\r\n", {400, 401}),
    "30 an absolute address": (b"GET http://evil.test/v1/recordings HTTP/1.1\r\n" + HOST + END, {400, 401}),
    "30 a tunnel": (b"CONNECT evil.test:443 HTTP/1.1\r\n" + HOST + END, {404, 405}),
    "30 metrics by dots": (b"GET /v1/auth/%2e%2e/%2e%2e/metrics HTTP/1.1\r\n" + HOST + END, {404}),
    "33 NUL in a header": (READ + HOST + b"X-A: b\0c\r\n\r\n", {400}),
    "33 a line end in a request id": (READ + HOST + b"X-Request-Id: abcdefgh\rX-B: c\r\n\r\n", {400}),
    "33 an escape sequence": (READ + HOST + b"X-Request-Id: canary\x1b[31m\r\n\r\n", {400}),
    "33 a user agent of 10 KB": (READ + HOST + b"User-Agent: " + b"u" * 10_000 + END + END, {401}),
    "44 a token of 1 MB": (READ + HOST + b"Authorization: Bearer " + b"a" * 1_000_000 + END + END, {431}),
    "44 a token of 5 KB": (READ + HOST + b"Authorization: Bearer " + b"a" * 5_000 + END + END, {401}),
    "44 two tokens": (READ + HOST + TOKEN + TOKEN + END, {401}),
}
READ_BY_NOBODY = {400, 431, 501}
"""What the proxy's own server says to what is no request: text, and nothing in it of what was sent."""
JSON_BODIES: Mapping[str, bytes] = {
    "21 deep": b"[" * 100_000,
    "22 NaN": b'{"email":NaN}',
    "22 Infinity": b'{"email":-Infinity}',
    "22 1e400": b'{"email":1e400}',
    "23 NUL": b'{"email":"a\\u0000@b.de","password":"long enough"}',
    "23 half a surrogate": b'{"email":"\\ud800@b.de","password":"long enough"}',
    "24 a key twice": b'{"email":"a@b.de","email":"c@d.de","password":"long enough"}',
    "24 byte order mark": b"\xef\xbb\xbf{}",
    "24 UTF-16": '{"email":"a@b.de"}'.encode("utf-16"),
    "24 null": b"null",
    "24 a number": b"1",
    "24 a list": b"[]",
}
NO_INTEGERS: Mapping[str, bytes] = {
    "25 5,000 digits": b"9" * 5000,
    "25 negative": b"-1",
    "25 beyond 64 bits": b"9223372036854775808",
    "25 true": b"true",
    "25 text": b'"5"',
}


def told(port: int, request: bytes) -> tuple[HTTPResponse, bytes]:
    """The first answer to these bytes, and its content; at the public port of this machine."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        with suppress(ConnectionError):  # whoever has heard enough answers and listens no more
            connection.sendall(request)
        with HTTPResponse(connection) as answer:
            answer.begin()
            return answer, _content_of(answer)


def _content_of(answer: HTTPResponse) -> bytes:
    """Broken framing may end the connection before the end of the answer is told, but not its content."""
    try:
        return answer.read()
    except IncompleteRead as cut:
        return cut.partial
    except ConnectionError:
        return b""
