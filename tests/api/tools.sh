# Functions for the scripts in this folder. They install their tools in this folder and keep them.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
export PYTHONDONTWRITEBYTECODE=1

# Creates a Python environment for a file of requirements, and again when the file has changed.
python_environment() { # name
  local requirements=$here/requirements-$1.txt environment=$here/.venv/$1
  cmp -s "$requirements" "$environment/installed.txt" && return
  rm -rf "$environment" && python3 -m venv "$environment" &&
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" &&
    cp "$requirements" "$environment/installed.txt"
}

node_modules() {
  local installed=$here/node_modules/installed.json
  cmp -s "$here/package-lock.json" "$installed" && return
  (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && cp "$here/package-lock.json" "$installed"
}

# The library tests of each package: its name, its folder and their binary. All are compiled in one command: alone, a
# package's dependencies would have fewer features and be compiled once more.
test_binaries() {
  (cd "$root" && cargo test --quiet --locked --workspace --lib --no-run --message-format json-render-diagnostics) | python3 -c '
import json, os, sys
for message in map(json.loads, sys.stdin):
    if message.get("executable"):
        print(message["target"]["name"], os.path.dirname(message["manifest_path"]), message["executable"])
'
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until a file has a line with this text. Fails when the process that writes it ends, or the time is over.
wait_for() { # text, file, process, seconds
  local until=$((SECONDS + $4))
  until grep -q "$1" "$2"; do
    if ! kill -0 "$3" 2>/dev/null || [ $SECONDS -ge $until ]; then
      cat "$2" >&2
      return 1
    fi
    sleep 0.2
  done
}

# Starts a service with new data, which ends with the script. Sets folder, port, binary and service.
serve() {
  binary=$("$root/tests/build-local")
  folder=$(mktemp -d)
  trap stop_serving EXIT
  trap 'exit 130' INT TERM
  port=$(free_port)
  : >"$folder/log"
  PORT=$port DATA=$folder/data "$binary" >"$folder/log" 2>&1 &
  service=$!
  wait_for 'Coachwork is at' "$folder/log" "$service" 180
}

stop_serving() {
  [ -z "${service:-}" ] || kill "$service" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}

# Prints a token of this person for the service.
token() { # e-mail
  PORT=$port "$binary" token "$1"
}
