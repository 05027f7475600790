#!/usr/bin/env bash
# Runs the tests. The last line counts what passed.
#
# PYTHON is a Python with mypy; unless given, one is made under tests/.tools. TELEWIRE_BIN names another binary.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -z "${PYTHON:-}" ]; then
    venv=$here/../../tests/.tools/python
    PYTHON=$venv/bin/python
    if [ ! -x "$PYTHON" ]; then
        python3 -m venv "$venv"
    fi
    "$PYTHON" -c "import mypy" 2>/dev/null || "$PYTHON" -m pip install --quiet "mypy>=1.15,<3"
fi
exec "$PYTHON" -X dev "$here/tests/run.py" "$@"
