# What the scripts that build a native peer share; sourced after `here` is set to this folder.
# A machine that lacks something is no failure: it is said, and the script ends with 0.

peer=$(basename "$0" .sh)
skip() { echo "$peer: skipped: $*" >&2; exit 0; }

# needs_compiler HEADER PACKAGE [FLAG]: sets compiler
needs_compiler() {
  compiler=$(command -v cc || command -v gcc || true)
  [ -n "$compiler" ] || skip "no C compiler (apt-get install gcc)"
  printf '#include <%s>\n' "$1" | "$compiler" ${3-} -E - >/dev/null 2>&1 || skip "$1 not found (apt-get install $2)"
}

# builds SOURCE TARGET FLAG...
builds() {
  source=$1
  target=$2
  shift 2
  "$compiler" -O2 -Wall -Wextra -o "$target" "$here/$source" "$@"
}

load() { cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown; }

# in_turn RUNS PEER OURS: each prints its lines, again and again, into peer.txt and ours.txt in $build
in_turn() {
  echo "load before: $(load)"
  i=0
  while [ "$i" -lt "$1" ]; do
    $2 >>"$build/peer.txt"
    $3 >>"$build/ours.txt"
    i=$((i + 1))
  done
  echo "load after: $(load)"
}
