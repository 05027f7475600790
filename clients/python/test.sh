#!/usr/bin/env bash
# Runs the tests. The last line counts what passed.
#
# TELEWIRE is the binary. Default: the one in target/debug. PYTHON is a Python with mypy. Default: `python` on the PATH if
# it has mypy, otherwise a virtual environment under tests/.tools.
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
