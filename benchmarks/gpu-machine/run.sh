#!/usr/bin/env bash
# Runs the benchmarks on a bare Linux x64 machine: unpacks what pack.ts made, measures, leaves JSON results in $OUT.
# Needs bash, GNU coreutils, tar and gzip; no network, no Node, no root. `bash run.sh --help` has the options.
set -u -o pipefail
shopt -s nullglob

readonly HOME_FOLDER=${REMOTE_VIEW_GPU_HOME:-/tmp/remote-view-gpu}
readonly SLICES=$HOME_FOLDER/slices DONE=$HOME_FOLDER/done APP=$HOME_FOLDER/app NODE=$HOME_FOLDER/node
readonly MANIFEST=$HOME_FOLDER/manifest
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE

say() { printf 'gpu-machine: %s\n' "$*" >&2; }
fail() { say "$*"; exit 2; }

usage() {
  cat <<'HELP'
bash run.sh [options] [ARCHIVE...]

  ARCHIVE...        archives to unpack first (default: all that lie beside this script); what is unpacked stays
  --unpack-only     do not measure; for archives that are delivered one at a time
  --only LIST       of latency, startup, capacity, matrix (default all, in this order)
  --quick           fewer inputs and repetitions: all of it in about 15 minutes instead of 25
  --minutes N       stop after N minutes; what does not fit is left out, and said

  OUT=DIR                     where results go (default ./results)
  REMOTE_VIEW_GPU_HOME=DIR    where archives are unpacked, 700 MB (default /tmp/remote-view-gpu)

Exit code: 0 all that was asked for was measured; 1 something failed, was left out or is missing; 2 wrong usage.
HELP
}

# ---- unpacking ----

take_archive() {
  local archive=$1 known slice wanted=()
  known=$(tar -xOf "$archive" manifest 2>/dev/null) || { say "$archive is no archive of ours, or damaged"; return 1; }
  if [[ -e $MANIFEST && $known != "$(<"$MANIFEST")" ]]; then
    say "$archive is of another build than what is unpacked: starting anew"
    rm -rf "$SLICES" "$DONE" "$APP" "$NODE"
  fi
  mkdir -p "$SLICES" "$DONE" "$APP"
  printf '%s\n' "$known" >"$MANIFEST"
  while read -r slice; do
    [[ -e $DONE/$(piece_of "$slice") ]] || wanted+=("$slice")
  done < <(tar -tf "$archive" | grep '^slices/.')
  [[ ${#wanted[@]} -eq 0 ]] || tar -xf "$archive" -C "$HOME_FOLDER" "${wanted[@]}"
}

# `slices/app.tar.zst.001` is a part of `app.tar.zst`.
piece_of() { basename "${1%.*}"; }

# Archives that hold a part of a piece and were not delivered.
archives_missing_for() {
  local kind name archive
  while read -r kind name archive; do
    [[ $kind == slice && $(piece_of "$name") == "$1" && ! -e $SLICES/$name ]] && printf '%s\n' "$archive"
  done <"$MANIFEST"
  return 0
}

unpack_pieces() {
  local kind name bytes sum
  while read -r kind name bytes sum; do
    [[ $kind == piece && ! -e $DONE/$name && -z $(archives_missing_for "$name") ]] || continue
    # Node unpacks what follows it in the manifest.
    [[ $name == node.gz || -x $NODE ]] || continue
    say "unpacking $name ($((bytes / 1048576)) MiB)"
    if [[ $(cat "$SLICES/$name".* | sha256sum) != "$sum"* ]]; then
      say "$name arrived damaged; deliver $(archives_of "$name") again"
      rm -f "$SLICES/$name".*
    elif extract "$name"; then
      rm -f "$SLICES/$name".*
      : >"$DONE/$name"
    else
      say "$name could not be unpacked into $HOME_FOLDER"
    fi
  done <"$MANIFEST"
}

archives_of() { awk -v name="$1" '$1 == "slice" && index($2, name ".") == 1 { printf "%s%s", sep, $3; sep = " " }' "$MANIFEST"; }

extract() {
  local parts=("$SLICES/$1".*)
  case $1 in
    node.gz) cat "${parts[@]}" | gzip -dc >"$NODE.part" && chmod 755 "$NODE.part" && mv "$NODE.part" "$NODE" ;;
    *.tar.zst) cat "${parts[@]}" | unzstd_by_node | tar -xf - -C "$APP" ;;
    *.tar) cat "${parts[@]}" | tar -xf - -C "$APP" ;;
    *) return 1 ;;
  esac
}

unzstd_by_node() {
  "$NODE" -e 'require("node:stream").pipeline(process.stdin, require("node:zlib").createZstdDecompress(), process.stdout,
    (error) => { if (error) throw error; })'
}

# ---- the machine ----

# Of the libraries that came along, those that the machine has none of: its own fit its driver better.
add_libraries() {
  local library name
  mkdir -p "$HOME_FOLDER/lib"
  for library in "$APP"/native/*; do
    name=$(basename "$library")
    if library_is_installed "$name"; then rm -f "$HOME_FOLDER/lib/$name"; else ln -sf "$library" "$HOME_FOLDER/lib/$name"; fi
  done
  LD_LIBRARY_PATH=$HOME_FOLDER/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  # Where container runtimes may mount the driver and its tools, which the system does not always know.
  [[ -d /usr/local/nvidia/lib64 ]] && LD_LIBRARY_PATH+=:/usr/local/nvidia/lib64
  [[ -d /usr/local/nvidia/bin ]] && PATH+=:/usr/local/nvidia/bin
  export LD_LIBRARY_PATH PATH
  say "added libraries: $(cd "$HOME_FOLDER/lib" && echo *)"
}

library_is_installed() {
  local found=(/lib/x86_64-linux-gnu/"$1" /usr/lib/x86_64-linux-gnu/"$1" /lib64/"$1" /usr/lib64/"$1" /usr/lib/"$1" /usr/local/lib/"$1")
  local path
  for path in "${found[@]}"; do [[ -e $path ]] && return 0; done
  return 1
}

# The loader looks into /usr/share and /etc by itself, but not where container runtimes mount the driver. Naming the one
# driver also keeps it from loading others, such as a software one.
choose_vulkan_driver() {
  local file
  if [[ -n ${VK_DRIVER_FILES:-} ]]; then say "Vulkan driver as asked for: $VK_DRIVER_FILES"; return; fi
  for file in {/usr/share,/etc,/usr/local/nvidia/share,/usr/local/share}/vulkan/icd.d/nvidia_icd{,.x86_64}.json; do
    if [[ -e $file ]]; then
      export VK_DRIVER_FILES=$file VK_ICD_FILENAMES=$file
      say "NVIDIA's Vulkan driver: $file"
      return
    fi
  done
  say 'no Vulkan driver of NVIDIA found: what is installed otherwise is used, or the CPU'
}

describe_machine() {
  say "$(uname -sr), $(nproc) cores, build $(sed -n 's/^build //p' "$MANIFEST")"
  if command -v nvidia-smi >/dev/null; then
    say "$(timeout 10 nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader || echo 'nvidia-smi fails')"
  else
    say 'no nvidia-smi'
  fi
}

# Said before anything is measured: a run that silently rendered on the CPU would be of no use. Dawn is asked directly, so
# that the loader's own words about a driver that does not load are seen.
show_adapter() {
  local script='
    const { findAdapter, installGpu } = await import(process.argv[1]);
    const { name, software } = (await findAdapter(installGpu())).info;
    console.log(`adapter: ${name}${software ? " (software)" : ""}`);
    process.exit(0);'
  VK_LOADER_DEBUG=error,warn timeout 60 "$NODE" "${NODE_FLAGS[@]}" --input-type=module -e "$script" \
    "$APP/renderer-host/src/gpu/device.ts" 2>&1 | tail -n 20 >&2 || say 'no GPU adapter: the host will render on the CPU'
}

# ---- measuring ----

readonly NODE_FLAGS=(--conditions=@remote-view/source --disable-warning=ExperimentalWarning)
SUMMARY=()
BAD=0

note() {
  SUMMARY+=("$(printf '%-22s %s' "$1" "$2")")
  say "$1: $2"
}

left() { echo $((DEADLINE - SECONDS)); }

# measure NAME SECONDS SUITE FLAGS...: SECONDS is what it takes; after twice as many it is stopped, and the others go on.
measure() {
  local name=$1 takes=$2 started=$SECONDS missing limit code
  shift 2
  missing=$(missing_for "$1")
  if [[ -n $missing ]]; then
    note "$name" "not measured: needs $missing"
    BAD=1
    return
  fi
  if (($(left) < takes)); then
    note "$name" "not measured: takes $takes s, and $(left) s are left"
    BAD=1
    return
  fi
  limit=$((takes * 2 < $(left) ? takes * 2 : $(left)))
  say "$name: $* (at most $limit s)"
  rm -f "$OUT/$name.json"
  timeout --kill-after=15 "$limit" "$NODE" "${NODE_FLAGS[@]}" "$APP/benchmarks/src/cli.ts" "$@" --json "$OUT/$name.json" 2>&1 |
    tee -a "$OUT/run.log"
  code=${PIPESTATUS[0]}
  if [[ $code -eq 0 && -s $OUT/$name.json ]]; then
    note "$name" "measured in $((SECONDS - started)) s on $(adapter_of "$OUT/$name.json")"
  else
    note "$name" "FAILED after $((SECONDS - started)) s, $([[ $code -eq 124 || $code -eq 137 ]] && echo 'out of time' || echo "exit code $code")"
    BAD=1
  fi
}

# Of a result's machine line, where it comes before what other fields of that name there may be.
adapter_of() {
  local name software=
  name=$(sed -n 's/^ *"adapter": "\(.*\)",\{0,1\}$/\1/p' "$1" | head -n 1)
  grep -q '^ *"software": true' "$1" && software=' (software: not the GPU)'
  printf '%s%s' "$name" "$software"
}

# Only capacity does without a browser.
missing_for() {
  local needed=(node.gz app.tar.zst ffmpeg.tar.zst) piece missing=()
  [[ $1 == capacity ]] || needed+=(chromium.tar)
  for piece in "${needed[@]}"; do
    [[ -e $DONE/$piece ]] || mapfile -t -O "${#missing[@]}" missing < <(archives_missing_for "$piece")
    # All there and yet not unpacked: damaged, or no room. It was said above.
    [[ -e $DONE/$piece || ${#missing[@]} -gt 0 ]] || missing=("$piece, which did not unpack")
  done
  [[ ${#missing[@]} -eq 0 ]] || printf '%s\n' "${missing[@]}" | sort -u | paste -sd ' '
}

asked() { [[ ",$ONLY," == *",$1,"* ]]; }

measure_all() {
  local scene quick=()
  ((QUICK)) && quick=(--quick)
  if asked latency; then
    measure latency-720p60 $((QUICK ? 40 : 200)) latency "${quick[@]}" --scene barcode --size 1280x720 --fps 60
    measure latency-1080p60 $((QUICK ? 40 : 200)) latency "${quick[@]}" --scene barcode --size 1920x1080 --fps 60
  fi
  asked startup && measure startup $((QUICK ? 90 : 330)) startup "${quick[@]}"
  # Short windows in any case: a large machine holds tens of sessions, and each is a step.
  asked capacity && measure capacity 300 capacity --quick --sessions 64
  if asked matrix; then
    # A file for each scene, so that running out of time costs one of them.
    for scene in synthetic barcode medium heavy; do
      measure "matrix-$scene" 100 latency --matrix --quick --scene "$scene" --size 1280x720,1920x1080
    done
  fi
}

# ---- the command line ----

ONLY=latency,startup,capacity,matrix QUICK=0 MINUTES=120 UNPACK_ONLY=0
archives=()
while (($# > 0)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --unpack-only) UNPACK_ONLY=1 ;;
    --quick) QUICK=1 ;;
    --only) ONLY=${2:-}; shift ;;
    --minutes) MINUTES=${2:-}; shift ;;
    -*) fail "there is no option $1; --help has the list" ;;
    *) archives+=("$1") ;;
  esac
  shift || break
done
[[ $MINUTES =~ ^[1-9][0-9]{0,3}$ ]] || fail '--minutes must be a whole number from 1'
[[ $ONLY =~ ^(latency|startup|capacity|matrix)(,(latency|startup|capacity|matrix))*$ ]] || fail '--only must be of latency,startup,capacity,matrix'
readonly DEADLINE=$((MINUTES * 60))
[[ ${#archives[@]} -gt 0 ]] || archives=("$HERE"/remote-view-gpu-*.tar)

mkdir -p "$HOME_FOLDER" || exit 2
for archive in "${archives[@]}"; do take_archive "$archive" || BAD=1; done
[[ -e $MANIFEST ]] || fail "nothing is unpacked, and no archives were named or lie beside $0"
unpack_pieces
if ((UNPACK_ONLY)); then
  waiting=$(missing_for latency)
  say "${waiting:+still missing: }${waiting:-all is unpacked in $HOME_FOLDER}"
  exit "$BAD"
fi
[[ -x $NODE ]] || fail "Node is not unpacked; needs $(missing_for capacity)"

OUT=${OUT:-./results}
mkdir -p "$OUT" || exit 2
OUT=$(cd "$OUT" && pwd)
readonly OUT
# Dawn and the Vulkan loader want a folder of their own.
export XDG_RUNTIME_DIR=$HOME_FOLDER/runtime
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
add_libraries
describe_machine
choose_vulkan_driver
[[ -n $(missing_for capacity) ]] || show_adapter
cd "$HOME_FOLDER" || exit 2
measure_all

{
  echo
  printf '%s\n' "${SUMMARY[@]}"
  echo "results in $OUT"
} | tee -a "$OUT/run.log"
exit "$BAD"
