# What the scripts here share: they install their own tools beside themselves and keep them.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
export PYTHONDONTWRITEBYTECODE=1

# A Python environment of its own for each file of requirements, made again when that has changed.
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

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until a file has a line that says so, or the process that writes it has ended.
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

# Starts a service with fresh data, which ends with the script. Sets folder, port, binary and service.
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

# A token of somebody's for the service.
token() { # e-mail
  PORT=$port "$binary" token "$1"
}
