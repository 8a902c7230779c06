#!/bin/sh
# Make a virtual environment beside clients/ and install the hash-pinned lock into it: setup.sh VENV LOCK PYTHON
# Plain sh, because it runs before there is any Python of ours.
set -eu

venv=$1
lock=$2
preferred=$3

fail() {
    printf 'error: %s\n  fix: %s\n' "$1" "$2" >&2
    exit 1
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for candidate in "$preferred" python3 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    found=$("$preferred" --version 2>&1 || true)
    fail "Rostrum needs Python 3.11, 3.12 or 3.13; $preferred is: ${found:-not there}" \
        "install one of them, or name it: make setup PYTHON=/path/to/python3.12"
fi

# An environment of another or a vanished Python is made anew.
if [ -e "$venv" ] && ! fits "$venv/bin/python"; then
    rm -rf "$venv"
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "$("$python" --version) has no venv module" \
        "install it (Debian, Ubuntu: apt install python3-venv), then run make again"
    echo "Making a virtual environment in $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv" || fail "the virtual environment could not be made" \
        "see the message above (disk full? no right to write here?)"
fi

echo "Installing the packages of $lock (one to three minutes the first time)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --no-deps -r "$lock" || fail \
    "pip could not install the packages" \
    "see pip's message above; it needs a package index (network, or an index in pip's configuration)"

# The client's command, which finds the client in place as make does.
cat >"$venv/bin/rostrum" <<'END'
#!/bin/sh
here=$(dirname "$0")
PYTHONPATH="$here/../../clients/python" exec "$here/python" -m rostrum_client "$@"
END
chmod +x "$venv/bin/rostrum"
