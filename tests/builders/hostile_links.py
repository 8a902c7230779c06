"""Addresses that lead inside; by name, with the number of docs/hostile-inputs.md."""

from collections.abc import Mapping, Sequence

from tests.builders.canary_listeners import Canaries

LINKS: Mapping[str, str] = {
    "34 one number": "https://2130706433/v1",
    "34 in hexadecimal": "https://0x7f000001/v1",
    "34 in octal": "https://0177.0.0.1/v1",
    "34 in two parts": "https://127.1/v1",
    "34 in circles": "https://①②⑦.⓪.⓪.①/v1",
    "34 by name": "https://localhost/v1",
    "35 metadata within IPv6": "https://[::ffff:169.254.169.254]/latest",
    "35 loopback behind NAT64": "https://[64:ff9b::7f00:1]/",
    "35 loopback behind 6to4": "https://[2002:7f00:1::]/",
    "35 metadata of Oracle": "https://192.0.0.192/",
    "35 shared addresses": "https://100.64.0.1/",
    "35 metadata": "http://169.254.169.254/latest/meta-data",
    "37 a password": "https://user:pass@models.example.org/",
    "37 another server behind an at": "https://models.example.org@127.0.0.1/",
    "37 gopher": "gopher://127.0.0.1:6379/_INFO",
    "37 a file": "file:///etc/passwd",
    "37 another port": "https://models.example.org:22/",
    "37 10 KB": "https://models.example.org/" + "a" * 10_000,
    "37 a dot at the end": "https://models.example.org./",
    "37 another script": "https://modèles.example.org/",
}
"""What a user may name as the address of their own model server, if anybody believed it."""


def links_to(canaries: Canaries) -> Sequence[str]:
    """In several spellings, straight to where somebody listens."""
    port = canaries.addresses[0][1]
    spellings = ("localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]")
    others = [f"http://{host}:{port}" for host in spellings]
    return [*canaries.urls(), *canaries.urls("https"), *others]
