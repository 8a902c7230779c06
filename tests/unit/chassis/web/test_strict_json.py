"""What Python's parser lets through."""

import time

import pytest

from chassis.errors import InvalidInput, Malformed
from chassis.web.strict_json import MAX_DEPTH, parse_object


def nested(depth: int) -> bytes:
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.hostile(21, 22, 23, 24)
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(100_000), id="deep"),
        pytest.param(nested(MAX_DEPTH + 1), id="one-too-deep"),
        pytest.param(b'{"a":NaN}', id="nan"),
        pytest.param(b'{"a":-Infinity}', id="infinity"),
        pytest.param(b'{"a":1e400}', id="overflow"),
        pytest.param(rb'{"a":"\u0000"}', id="nul"),
        pytest.param(rb'{"\u0000":1}', id="nul-key"),
        pytest.param(rb'{"a":["\ud800"]}', id="lone-surrogate"),
        pytest.param(b'{"a":"\xed\xa0\x80"}', id="encoded-surrogate"),
        pytest.param(b'{"a":1,"a":2}', id="duplicate"),
        pytest.param(b'{"o":{"a":1,"a":2}}', id="inner-duplicate"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', id="bom"),
        pytest.param('{"a":1}'.encode("utf-16"), id="utf-16"),
        pytest.param('{"a":1}'.encode("utf-16-le"), id="utf-16-without-bom"),
        pytest.param(b"null", id="null"),
        pytest.param(b"7", id="scalar"),
        pytest.param(b"[]", id="array"),
        pytest.param(b"", id="empty"),
        pytest.param(b'{"a":1', id="cut"),
        pytest.param(b'{"a":1} {}', id="two"),
        pytest.param(b'{"a":"' + b'\\"' * 1000, id="open-string"),
    ],
)
def test_a_hostile_body_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse_object(raw)


@pytest.mark.hostile(25)
@pytest.mark.parametrize("number", ["9" * 5000, "9223372036854775808", "-9223372036854775809"])
def test_an_integer_beyond_64_bits_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput, match="64 bits"):
        parse_object(f'{{"a":{number}}}'.encode())


def test_what_fits_is_parsed() -> None:
    raw = b'{"a": "\\ud83d\\ude00 [[[", "b": -9223372036854775808, "c": {"d": [1.5, true, null]}}'
    assert parse_object(raw) == {"a": "😀 [[[", "b": -(2**63), "c": {"d": [1.5, True, None]}}
    assert parse_object(nested(MAX_DEPTH))


def test_the_depth_scan_is_linear() -> None:
    raw = b'{"a":"' + b'\\"' * 120_000
    started = time.monotonic()
    with pytest.raises(Malformed):
        parse_object(raw)
    assert time.monotonic() - started < 1
