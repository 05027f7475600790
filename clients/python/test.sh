#!/usr/bin/env bash
# Runs the tests. The last line counts what passed.
#
# TELEWIRE is the binary, the one in target/debug unless given. PYTHON is a Python with mypy; unless given, it is the
# `python` on the PATH, or else one that is made under tests/.tools.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -z "${PYTHON:-}" ]; then
    PYTHON=python
    if ! "$PYTHON" -c "import mypy" 2>/dev/null; then
        venv=$here/../../tests/.tools/python-client
        PYTHON=$venv/bin/python
        [ -x "$PYTHON" ] || python3 -m venv "$venv"
        "$PYTHON" -c "import mypy" 2>/dev/null || "$PYTHON" -m pip install --quiet "mypy>=1.15,<3"
    fi
fi
exec "$PYTHON" -W default "$here/tests/run.py" "$@"
