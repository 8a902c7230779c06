#!/usr/bin/env python3
"""Generate the Python of every .proto, beside it: messages, gRPC classes and their type stubs.

`python protos/generate.py` writes them; with `--check` it generates elsewhere and fails where the
committed files differ, so a forgotten regeneration can't be merged. Proto path = proto package =
Python path, so the generated imports work as they are, with `protos/` as the import root.
"""

import argparse
import filecmp
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
GENERATED = ("*_pb2.py", "*_pb2.pyi", "*_pb2_grpc.py", "*_pb2_grpc.pyi")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare with the committed files")
    if not parser.parse_args().check:
        generate(ROOT)
        return 0
    with tempfile.TemporaryDirectory() as fresh:
        generate(Path(fresh))
        stale = differing(Path(fresh))
    for name in stale:
        sys.stderr.write(f"protos/{name} is not what its .proto generates; run protos/generate.py\n")
    return 1 if stale else 0


def generate(out: Path) -> None:
    """Run protoc over every file; nothing but generated files is written to `out`."""
    sources = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("rostrum/**/*.proto"))
    # The gRPC output of a file without a service would hold nothing, so those plug-ins see only the others.
    services = [source for source in sources if source.endswith("_service.proto")]
    _protoc([f"--python_out={out}", f"--mypy_out=quiet:{out}", *sources])
    _protoc([f"--grpc_python_out={out}", f"--mypy_grpc_out=quiet:{out}", *services])


def _protoc(arguments: list[str]) -> None:
    # The plug-ins are console scripts of this very environment, whether or not it is on the PATH.
    scripts = Path(sysconfig.get_path("scripts"))
    plugins = [
        f"--plugin=protoc-gen-{name}={scripts / f'protoc-gen-{name}'}" for name in ("mypy", "mypy_grpc")
    ]
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{ROOT}", *plugins, *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


def differing(fresh: Path) -> list[str]:
    """The generated files that are missing, left over or not the same in this tree."""
    names = {str(path.relative_to(base)) for base in (fresh, ROOT) for path in _generated(base)}
    return sorted(name for name in names if not _same(fresh / name, ROOT / name))


def _generated(base: Path) -> list[Path]:
    return [path for pattern in GENERATED for path in base.glob(f"rostrum/**/{pattern}")]


def _same(left: Path, right: Path) -> bool:
    return left.is_file() and right.is_file() and filecmp.cmp(left, right, shallow=False)


if __name__ == "__main__":
    sys.exit(main())
