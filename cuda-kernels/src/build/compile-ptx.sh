#!/bin/sh
# Compiles every kernel source to PTX for each architecture, with a report of ptxas for each.
#
#   compile-ptx.sh SOURCES CLASSES WORK
#
# SOURCES  folder of the .cu and .cuh files
# CLASSES  PTX goes to CLASSES/org/neuropil/kernels/ptx/<arch>/<name>.ptx, facts to .../ptx/build.properties
# WORK     reports (ptxas-<arch>-<name>.txt) and the stamp that lets an unchanged build be skipped
#
# NEUROPIL_NVCC names the compiler (or "none" to build without kernels); else it is looked for in CUDA_HOME,
# /usr/local/cuda/bin and PATH. Without a working nvcc nothing is compiled; the reason goes to build.properties and the build goes on.
set -eu

sources=$1
out=$2/org/neuropil/kernels/ptx
work=$3
script=$0

# PTX version written to the header of each architecture's files, where ptxas accepts it: a driver refuses PTX of a
# newer version than its own, and nvcc always writes its own newest. 7.0 = CUDA 11.0, 7.8 = CUDA 11.8.
oldest_version() {
  case $1 in
    75 | 80) echo 7.0 ;;
    *) echo 7.8 ;;
  esac
}
architectures='75 80 90'

say() { echo "cuda-kernels: $*"; }

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

find_nvcc() {
  if [ -n "${NEUROPIL_NVCC:-}" ]; then
    [ "$NEUROPIL_NVCC" = none ] || echo "$NEUROPIL_NVCC"
    return
  fi
  for candidate in "${CUDA_HOME:+$CUDA_HOME/bin/nvcc}" /usr/local/cuda/bin/nvcc; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      echo "$candidate"
      return
    fi
  done
  command -v nvcc || true
}

give_up() {
  say "no PTX: $1"
  rm -rf "$out" "$work/stamp" "$work"/ptxas-*.txt
  mkdir -p "$out"
  printf 'sources.sha256=%s\nreason=%s\n' "$hash" "$1" >"$out/build.properties"
  exit 0
}

mkdir -p "$out" "$work"
hash=$(for file in "$sources"/*.cu "$sources"/*.cuh; do basename "$file"; cat "$file"; done | sha256)

nvcc=$(find_nvcc)
if [ "${NEUROPIL_NVCC:-}" = none ]; then
  give_up "NEUROPIL_NVCC=none was set when Neuropil was built"
elif [ -z "$nvcc" ]; then
  give_up "nvcc was not found in CUDA_HOME, /usr/local/cuda/bin or PATH when Neuropil was built"
fi
version=$("$nvcc" --version 2>/dev/null | sed -n 's/.*release [^,]*, V\([0-9.]*\).*/\1/p')
ptxas=$(dirname "$nvcc")/ptxas
[ -x "$ptxas" ] || ptxas=$(command -v ptxas || true)

stamp="$hash $version $nvcc $ptxas $(sha256 <"$script")"
if [ -f "$work/stamp" ] && [ "$(cat "$work/stamp")" = "$stamp" ] && [ -f "$out/build.properties" ] \
  && grep -q '^nvcc=' "$out/build.properties"; then
  exit 0
fi
rm -rf "$out" "$work/stamp" "$work"/ptxas-*.txt
mkdir -p "$out"

# nvcc needs a host compiler that it knows; a machine without one is no reason to fail the build.
echo '__global__ void probe() {}' >"$work/probe.cu"
if ! "$nvcc" -ptx -o "$work/probe.ptx" "$work/probe.cu" >"$work/probe.txt" 2>&1; then
  give_up "nvcc $version cannot compile: $(head -n 1 "$work/probe.txt" | tr '\\' '/')"
fi

built=
known=$("$nvcc" --list-gpu-arch)
for arch in $architectures; do
  if ! echo "$known" | grep -qx "compute_$arch"; then
    say "nvcc $version does not know compute_$arch: left out"
    continue
  fi
  mkdir -p "$out/$arch"
  for source in "$sources"/*.cu; do
    name=$(basename "$source" .cu)
    ptx=$out/$arch/$name.ptx
    "$nvcc" -ptx -std=c++17 -O3 -Werror all-warnings -arch="compute_$arch" -o "$ptx" "$source"
    if [ -n "$ptxas" ]; then
      sed "s/^\.version .*/.version $(oldest_version "$arch")/" "$ptx" >"$work/lowered.ptx"
      if "$ptxas" -arch="sm_$arch" -o "$work/lowered.cubin" "$work/lowered.ptx" >/dev/null 2>&1; then
        cp "$work/lowered.ptx" "$ptx"
      fi
      "$ptxas" -v -arch="sm_$arch" -o "$work/lowered.cubin" "$ptx" >"$work/ptxas-$arch-$name.txt" 2>&1
    fi
  done
  built="$built${built:+,}$arch"
done
if [ -z "$built" ]; then
  give_up "nvcc $version knows none of the architectures $architectures"
fi
{
  echo "nvcc=$version"
  echo "sources.sha256=$hash"
  echo "architectures=$built"
} >"$out/build.properties"
echo "$stamp" >"$work/stamp"
say "PTX for compute capabilities $built by nvcc $version"
